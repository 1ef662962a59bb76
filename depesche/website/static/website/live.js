/* Asks every 20 s for new entries of a ticker; shows them when asked. */
{
  const live = document.querySelector("[data-ask]"), data = live.dataset, list = live.querySelector(".entries");
  const [pause, fresh] = live.querySelectorAll("button"), top = (it) => it.getBoundingClientRect().top;
  let seen = +data.newest, open = true, etag = '""', asked = Date.now(), timer, up;
  const say = (text) => { fresh.hidden = !text; fresh.textContent = text; };
  const plan = () => {
    clearTimeout(timer);
    if (open && !document.hidden && pause.ariaPressed != "true") timer = setTimeout(ask, asked + 20000 - Date.now());
  };
  const ask = async () => {
    asked = Date.now();
    const reply = await fetch(data.ask, { credentials: "omit", headers: { "If-None-Match": etag } }).catch(() => 0);
    if (reply.ok) {
      const news = await reply.json(), count = news.entries.filter((one) => one > seen).length;
      etag = reply.headers.get("ETag");
      open = news.open;
      if (count) up = say(count > 1 ? data.many.replace("#", count) : data.one);
    } else open = reply.status != 404;
    pause.hidden = !open;
    fresh.nextElementSibling.hidden = open;
    plan();
  };
  fresh.onclick = async () => {
    if (up) return up.focus(), (up = say(""));
    const page = new DOMParser().parseFromString(await (await fetch(data.page)).text(), "text/html");
    const at = [...list.children].find((li) => top(li) > 0) || live.nextElementSibling, was = top(at);
    for (const part of [...page.querySelectorAll(".entries > li, #live-top")].reverse()) {
      const old = document.getElementById(part.id);
      if (!old) list.prepend(up = part);
      else if (old.innerHTML != part.innerHTML) old.innerHTML = part.innerHTML;
    }
    seen = +page.querySelector("#live").dataset.newest;
    if (was < innerHeight) scrollBy(0, top(at) - was);
    say(up && data.up);
  };
  pause.onclick = () => { pause.ariaPressed = pause.ariaPressed != "true"; plan(); };
  document.onvisibilitychange = plan;
  pause.hidden = false;
  plan();
}
