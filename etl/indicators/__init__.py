"""Pure calculations: facts to judgements to measurements."""
