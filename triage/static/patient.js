// A search goes by POST. Without this, coming back to it from a patient would ask
// whether to send it again; so the way back leads to the empty search.
"use strict";

history.replaceState(null, "", location.href);
