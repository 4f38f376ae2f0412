// Presses on their way to the server. None is lost, and the last of a question wins:
// a press waits only for earlier presses of the same questions, and is sent again,
// under the same number, until it is answered.

const PATIENCE = 15_000; // no reply within this: send again
const PAUSES = [500, 1000, 2000, 4000, 8000];
const MOST = 4; // at once

const waiting = [];
let stopped = false;
let wake = () => {};
let tell = () => {};

// `listener` hears of every change: how many wait, and what the trouble is, if any.
export const onChange = (listener) => (tell = listener);
export const pending = () => waiting.length;
export const idle = () => Promise.all(waiting.map((press) => press.over));
// The page cannot save any more: nothing is sent, and nothing is thrown away.
export const stop = () => (stopped = true);

// A press: {names: the questions it is about (null: all), url, body(): URLSearchParams}.
// Resolves with the response to it.
export function add(press) {
  press.over = new Promise((resolve) => (press.resolve = resolve));
  waiting.push(press);
  run();
  report();
  return press.over;
}

function run() {
  for (const [at, press] of waiting.entries()) {
    if (stopped || waiting.filter((each) => each.sending).length >= MOST) return;
    if (press.sending || waiting.slice(0, at).some((earlier) => meet(earlier, press))) continue;
    press.sending = true;
    deliver(press).then((response) => {
      waiting.splice(waiting.indexOf(press), 1);
      press.resolve(response);
      run();
      report();
    });
  }
}

const report = () => tell(waiting.length, waiting.find((press) => press.trouble)?.trouble ?? "");

const meet = (a, b) => !a.names || !b.names || a.names.some((name) => b.names.includes(name));

async function deliver(press) {
  for (let tries = 0; ; tries += 1) {
    const response = await attempt(press);
    press.trouble = whatIsWrong(response, tries);
    if (!press.trouble) return response;
    report();
    await pause(PAUSES[Math.min(tries, PAUSES.length - 1)]);
  }
}

async function attempt(press) {
  try {
    press.starts?.();
    const response = await fetch(press.url, {
      method: "POST",
      body: press.body(),
      headers: { "X-CSRFToken": backstop.csrf(), "X-Requested-With": "fetch" },
      keepalive: true, // a page that is left still says what was answered on it
      signal: AbortSignal.timeout(PATIENCE),
    });
    // Whole, or it does not count: a reply may break off half-way.
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    return null;
  } finally {
    press.ends?.();
  }
}

function whatIsWrong(response, tries) {
  if (!response) return "network";
  if (response.status === 401) return "signed-out";
  if (response.status === 429 || response.status >= 500) return "network";
  // The token changes when somebody signs in: the next try has the new one.
  if (response.status === 403 && tries < 3) return "network";
  return "";
}

function pause(time) {
  return new Promise((resolve) => {
    const clock = setTimeout(resolve, time);
    const before = wake;
    wake = () => {
      clearTimeout(clock);
      resolve();
      before();
    };
  });
}

// Somebody is back, or the network is: try at once.
function again() {
  const call = wake;
  wake = () => {};
  call();
}

addEventListener("online", again);
addEventListener("focus", again);
document.addEventListener("visibilitychange", () => document.hidden || again());
addEventListener("beforeunload", (event) => waiting.length && event.preventDefault());
