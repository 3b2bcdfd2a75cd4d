/* What an application of Streamlit cannot say by itself: its French, its current page,
   its tables that scroll, its figures in columns, its first paint, its button that prints. */
(() => {
  "use strict";
  Object.defineProperty(navigator, "language", { get: () => "fr-FR" });
  Object.defineProperty(navigator, "languages", { get: () => ["fr-FR", "fr"] });

  const WORDS = {
    "Skip to main content": "Aller au contenu principal",
    "Main menu": "Menu principal",
    "Navigate to home page": "Aller à l'accueil",
    "Sidebar": "Barre latérale",
    "Collapse sidebar": "Replier la barre latérale",
    "Expand sidebar": "Déplier la barre latérale",
    "Open sidebar": "Ouvrir la barre latérale",
    "Close sidebar": "Fermer la barre latérale",
    "App pages": "Pages",
    "Link to heading": "Lien vers ce titre",
    "Copy to clipboard": "Copier",
    "Copied": "Copié",
    "Copy version to clipboard": "Copier la version",
    "Dismiss": "Fermer",
    "file upload": "dépôt de fichier",
    "Empty": "Vide",
    "Running...": "En cours…",
    "Running…": "En cours…",
    "RUNNING...": "EN COURS…",
    "Stop": "Arrêter",
    "Connecting": "Connexion",
    "CONNECTING": "CONNEXION",
    "Please wait...": "Un instant…",
    "Connection error": "Connexion perdue",
    "Connection lost": "Connexion perdue",
    "Page not found": "Page introuvable",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "Cette page n'existe pas : voici la vue d'ensemble.",
    "You have requested page /": "Vous avez demandé la page /",
    "Settings": "Réglages",
    "Theme": "Thème",
    "Appearance": "Apparence",
    "System": "Système",
    "Use system setting": "Comme le système",
    "Light": "Clair",
    "Dark": "Sombre",
    "Print": "Imprimer",
    "Record screen": "Enregistrer l'écran",
    "Record a screencast": "Enregistrer l'écran",
    "Made with": "Fait avec",
    "Made with Streamlit": "Fait avec Streamlit",
    "Made with Streamlit v": "Fait avec Streamlit ",
    "Rerun": "Actualiser",
    "Clear cache": "Vider le cache",
    "About": "À propos",
    "Open": "Ouvrir",
    "Close": "Fermer",
    "Clear": "Effacer",
    "Clear all": "Tout effacer",
    "Clear value": "Effacer la valeur",
    "Select all": "Tout choisir",
    "Selected values": "Valeurs choisies",
    "No results": "Aucun résultat",
    "Choose an option": "Choisir",
    "Choose options": "Choisir",
    "Select an option": "Choisir",
    "No options to select": "Rien à choisir",
    "No options to select.": "Rien à choisir.",
    "Increment": "Augmenter",
    "Decrement": "Diminuer",
    "Press Enter to apply": "Entrée pour appliquer",
    "Press Ctrl+Enter to apply": "Ctrl+Entrée pour appliquer",
    "Press Enter to submit form": "Entrée pour envoyer",
    "This field is required.": "Ce champ est obligatoire.",
    "(required)": "(obligatoire)",
    "Number is outside the allowed range": "Nombre hors des bornes admises",
    "Show/hide columns": "Afficher ou masquer des colonnes",
    "Download as CSV": "Télécharger (CSV)",
    "Search": "Rechercher",
    "Help": "Aide",
    "Fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Exit fullscreen": "Quitter le plein écran",
    "Add row": "Ajouter une ligne",
    "Choose date": "Choisir une date",
    "dd": "jj",
    "yyyy": "aaaa",
    "Previous month": "Mois précédent",
    "Next month": "Mois suivant",
    "Show password text": "Afficher le mot de passe",
    "empty": "vide",
    "Upload": "Choisir un fichier",
    "Sort ascending": "Trier en croissant",
    "Sort descending": "Trier en décroissant",
    "Format": "Format",
    "Autosize": "Ajuster la largeur",
    "Pin column": "Figer la colonne",
    "Unpin column": "Libérer la colonne",
    "Hide column": "Masquer la colonne",
    "Statistics": "Statistiques",
  };
  const MONTHS = {
    January: "janvier", February: "février", March: "mars", April: "avril", May: "mai",
    June: "juin", July: "juillet", August: "août", September: "septembre",
    October: "octobre", November: "novembre", December: "décembre",
  };
  const MONTH = `(${Object.keys(MONTHS).join("|")})`;
  const PATTERNS = [
    [new RegExp(`^Selected Date: ${MONTH} (\\d+), (\\d{4})$`),
      (all, month, day, year) => `Date choisie : ${day} ${MONTHS[month]} ${year}`],
    [new RegExp(`^(\\d+) – ${MONTH}$`), (all, rank, month) => `${rank} – ${MONTHS[month]}`],
    [/^day, (.*)$/, "jour, $1"],
    [/^month, (.*)$/, "mois, $1"],
    [/^year, (.*)$/, "année, $1"],
    [/^(\d+) options? available\.$/, "$1 choix possibles."],
    [/^(\d+) results? available\.$/, "$1 résultats."],
    [/^Made with Streamlit v(.+)$/, "Fait avec Streamlit $1"],
    [/^Help for (.+)$/, "Aide : $1"],
    [/^Remove (.+)$/, "Retirer $1"],
    [/^Selected (.+)$/, "Choisi : $1"],
    [/^Add: (.+)$/, "Ajouter : $1"],
    [/^(\d+)\.(\d)([KMG]?)B$/, "$1,$2 $3o"],
    [/^(\d+)MB per file$/, "$1 Mo par fichier"],
    [/^(.+) keyboard_double_arrow_right$/, "$1"],
    [/^(?:Error: )?Date set outside allowed range\. Please select a date between (.+) and (.+)\.$/,
      "Date hors des bornes : choisissez-la du $1 au $2."],
    [/^(?:Error: )?Date set outside allowed range\..*$/, "Date hors des bornes."],
    [/^Streamlit server is not responding.*$/, "Le serveur ne répond pas."],
    [/^Is Streamlit still running\?.*$/, "Le serveur ne répond pas. Est-il encore lancé ?"],
  ];
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "aria-valuetext", "alt"];
  /* Where the framework writes its own words as if they were ours. */
  const FRAMEWORK = "[data-testid=stFileUploader]";
  const OURS = "[data-testid=stMarkdownContainer] p, input, textarea, script, style";

  const french = (text) => {
    const said = text.trim();
    if (!said) return null;
    if (Object.hasOwn(WORDS, said)) return text.replace(said, WORDS[said]);
    const found = PATTERNS.find(([pattern]) => pattern.test(said));
    return found ? text.replace(said, said.replace(found[0], found[1])) : null;
  };
  /* What is typed with a straight apostrophe and a plain space is set as print sets it: an
     elision, and a number that no end of line cuts. What is to be copied stays as it is. */
  const RAW = "code, pre, input, textarea, script, style";
  const typeset = (text) =>
    text.replace(/(?<=\p{L})'(?=[\p{L}\d«])/gu, "’").replace(/(?<=\d) (?=\d)/g, "\u00a0");
  const translateText = (node) => {
    const parent = node.parentElement;
    if (!parent || parent.closest(RAW)) return;
    const own = parent.closest(OURS);
    const said = own && !own.closest(FRAMEWORK) ? null : french(node.nodeValue);
    const words = typeset(said ?? node.nodeValue);
    if (words !== node.nodeValue) node.nodeValue = words;
  };
  const translateAttributes = (element) => {
    for (const name of ATTRIBUTES) {
      const written = element.getAttribute(name);
      const words = written && typeset(french(written) ?? written);
      if (words !== written) element.setAttribute(name, words);
    }
  };
  /* A table that scrolls sideways must be reachable by keyboard. */
  const reachable = (element) => {
    const table = element.matches("table") ? element : null;
    if (!table || !table.closest("[data-testid=stTable]")) return;
    for (let each = table.parentElement; each; each = each.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(each).overflowX)) {
        each.tabIndex = 0;
        each.setAttribute("role", "region");
        each.setAttribute("aria-label", "Tableau");
        break;
      }
      if (each.dataset.testid === "stTable") break;
    }
  };
  /* Figures stand under one another by their last digit: a column of figures, and its name. */
  const FIGURE = /^(?:[-−–+±≤≥<>]\s*)?\d[\d\s.,]*(?:\/\s*\d+)?(?:\s*(?:%|s|ms|min|h|j\.|o|[kKMG]o|pts?|points?)(?:\s*\d+\s*(?:s|min))?)?$/;
  const NOTHING = /^[—–-]?$/;
  const align = (table) => {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    [...(table.tHead?.rows[0]?.cells ?? [])].forEach((name, column) => {
      const cells = rows.map((row) => row.cells[column]).filter(Boolean);
      const texts = cells.map((cell) => cell.textContent.trim());
      const figures = texts.some((text) => FIGURE.test(text))
        && texts.every((text) => FIGURE.test(text) || NOTHING.test(text));
      for (const cell of [name, ...cells]) cell.classList.toggle("chiffre", figures);
    });
  };
  const aligned = (node) => {
    const table = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-testid=stTable] table");
    if (table) align(table);
    else if (node.querySelectorAll)
      for (const each of node.querySelectorAll("[data-testid=stTable] table")) align(each);
  };
  const prepare = (element) => { translateAttributes(element); reachable(element); };
  const translate = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    prepare(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      node.nodeType === Node.TEXT_NODE ? translateText(node) : prepare(node);
    }
  };
  const mendLinks = () => {
    for (const link of document.querySelectorAll("[data-testid=stPageLink] a")) {
      /* Streamlit writes the address of the first page as « ?… », which is the page one is on. */
      const written = link.getAttribute("href");
      if (written.startsWith("?")) link.setAttribute("href", "./" + written);
      const current = new URL(link.href).pathname === location.pathname;
      if (!link.closest("[data-testid=stSidebar]")) continue;
      if (current !== link.hasAttribute("aria-current"))
        current ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    }
  };
  /* A link to another view of the same page: the framework shows the view, and forgets to
     write its address, without which a form of the view is sent to no view. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-testid=stPageLink] a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const wanted = new URL(link.href);
    if (wanted.pathname === location.pathname && wanted.search !== location.search)
      history.pushState(null, "", wanted);
  }, true);
  /* Until what is first seen is there, grey lines keep its place: pieces whose scripts are still
     coming all have one height, and what is below them would jump. Charts have their own. */
  const PENDING = ":is(.stMain, [data-testid=stSidebar]) [data-testid=stElementContainer]"
    + ":not([class*=st-key-graphique-]) [data-testid=stSkeleton]";
  const BEGUN = ".stMain h1, .stApp[data-test-script-state=notRunning] .stMain [data-testid=stAlert]";
  const LONGEST_MS = 10000;
  const root = document.documentElement;
  const begin = () => root.classList.remove("debut");
  root.classList.add("debut");
  setTimeout(begin, LONGEST_MS);
  const whole = () => document.querySelector(BEGUN) && !document.querySelector(PENDING);
  /* Shown once it has been laid out, not in the frame where it still moves. */
  const begun = () => whole() && requestAnimationFrame(
    () => requestAnimationFrame(() => whole() && begin()));
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") translateAttributes(change.target);
      else if (change.type === "characterData") { translateText(change.target); aligned(change.target); }
      else change.addedNodes.forEach((node) => { translate(node); aligned(node); });
    }
    mendLinks();
    follow();
    if (root.classList.contains("debut")) begun();
  }).observe(document, {
    subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: [...ATTRIBUTES, "href"],
  });
  /* The framework admits no script on a page: the button that prints is known by its key. */
  document.addEventListener("click", (event) => {
    if (event.target.closest(".st-key-imprimer button")) window.print();
  });
  /* The tour: ended once, it stays so (a cookie of ours, that says yes and nothing else); each
     step after the first brings what it is about into sight. */
  document.addEventListener("click", (event) => {
    if (event.target.closest(".st-key-visite-fin button"))
      document.cookie = "vigie_visite=vue; Max-Age=31536000; Path=/; SameSite=Lax";
  });
  let step = null;
  const follow = () => {
    const own = document.querySelector(".st-key-visite .rang");
    if (!own || own.id === step) return;
    const target = document.querySelector(".st-key-" + own.id.replace("visite-", ""));
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const block = target && target.offsetHeight > innerHeight / 2 ? "start" : "center";
    if (step && target) target.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
    step = own.id;
  };
  window.vigieDictionary = { words: Object.keys(WORDS).filter((word) => WORDS[word] !== word) };
})();
