// Presses on their way to the server. None is lost, and the last of a question wins:
// a press waits only for earlier presses of the same questions, and is sent again,
// under the same number, until it is answered.

const PATIENCE = 15_000; // no reply within this: send again
const PAUSES = [500, 1000, 2000, 4000, 8000];
const MOST = 4; // at once
// A page that is left still says what was answered on it, where that is short: all that
// a browser sends on after its page is 64 KB, and more than that it refuses to send.
const SHORT = 12_000;
const ALONE = 60_000;

const waiting = [];
let leaving = false;
let wake = () => {};
let tell = () => {};

// `listener` hears of every change: how many wait, and what the trouble is, if any.
export const onChange = (listener) => (tell = listener);
export const pending = () => waiting.length;
export const idle = () => Promise.all(waiting.map((press) => press.over));

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
    if (waiting.filter((each) => each.sending).length >= MOST) return;
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
    const body = press.body().toString();
    const response = await fetch(press.url, {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRFToken": backstop.csrf(),
        "X-Requested-With": "fetch",
      },
      keepalive: body.length < (leaving ? ALONE : SHORT),
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
  // The token changes when somebody signs in: the next try has the new one. Who may not
  // answer now may do so again, as another person or when a manager has seen to it.
  if (response.status === 403) return tries < 3 ? "network" : "forbidden";
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
addEventListener("pagehide", () => (leaving = true));
addEventListener("beforeunload", (event) => waiting.length && event.preventDefault());
