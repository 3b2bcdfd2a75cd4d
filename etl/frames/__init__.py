"""The shape of the frames that pass from room to room."""
