// A page is printed when the server has recorded that it is. The button waits for that;
// the browser's own command cannot wait, and is recorded as it begins. Without a script
// there is no button: of a sheet there is the PDF, recorded when it is opened.
"use strict";

const button = document.querySelector("[data-print]");
const failed = document.querySelector("#not-printed");
let isRecorded = false;

async function record() {
  try {
    const { status } = await fetch(button.dataset.print, {
      method: "POST",
      headers: { "X-CSRFToken": backstop.csrf(), "X-Requested-With": "fetch" },
      keepalive: true,
    });
    if (status === 409) location.reload(); // not to be printed any more: the page says why
    return status === 204;
  } catch {
    return false;
  }
}

button.hidden = false;
button.addEventListener("click", async () => {
  isRecorded = await record();
  failed.hidden = isRecorded;
  if (isRecorded) window.print();
});
window.addEventListener("beforeprint", async () => {
  if (!isRecorded) failed.hidden = await record();
});
window.addEventListener("afterprint", () => {
  isRecorded = false;
});
