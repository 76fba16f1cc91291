// Makes the pages pleasant; every page works without it. No library, nothing loaded.
"use strict";
(() => {
  const body = document.body;
  const csrf = body.dataset.csrf;
  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  for (const one of all("[data-js]")) one.hidden = false;
  for (const button of all("[data-print]")) button.addEventListener("click", () => print());

  // The idle clock. The server locks by itself; this shows it and hides the page then.
  const idle = Number(body.dataset.idle);
  let used = Date.now();
  if (idle) {
    let told = Date.now();
    const left = find("[data-left]");
    const pattern = left ? left.textContent : "";
    const touch = () => {
      if (Date.now() - told < 60000) return;
      told = used = Date.now();
      fetch("/awake", {
        method: "POST",
        headers: { "X-CSRF": csrf, "Content-Type": "application/x-www-form-urlencoded" },
      }).catch(() => {});
    };
    for (const what of ["keydown", "pointerdown"]) document.addEventListener(what, touch);
    for (const one of all("audio, video:not([data-live])")) one.addEventListener("timeupdate", touch);
    setInterval(() => {
      const seconds = idle - (Date.now() - used) / 1000;
      if (seconds <= -3) location.replace("/unlock");
      if (left) left.textContent = pattern.replace(/\d+/, Math.max(1, Math.round(seconds / 60)));
    }, 5000);
    // Nothing stays readable in a page that comes back from the browser's memory.
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  // What was typed in one form is not lost by another form's button, or by a link. The
  // idle clock and Back ask nothing: a page must be able to go at once.
  const said = (form) => String(new URLSearchParams(new FormData(form)));
  const kept = new Map(all("form[data-keep]").map((form) => [form, said(form)]));
  let goes = null;
  if (kept.size) {
    document.addEventListener("submit", (event) => { goes = event.target; });
    document.addEventListener("click", (event) => { if (event.target.closest("a[href]")) goes = event.target; });
    addEventListener("beforeunload", (event) => {
      const lost = [...kept].some(([form, was]) => form !== goes && said(form) !== was);
      if (goes && lost) event.preventDefault();
      goes = null;
    });
  }

  // On a card or a line, n or j goes to the next one, p or k to the one before. Nowhere
  // else: whoever speaks to the computer would set off a key that works everywhere
  // (WCAG 2.1.4).
  const steps = { n: 1, j: 1, p: -1, k: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const card = event.target.closest(".ev, .due");
    if (!card || !Object.hasOwn(steps, event.key)) return;
    const cards = all(".ev, .due");
    const next = cards[cards.indexOf(card) + steps[event.key]];
    if (next) find("h3 a", next).focus();
  });

  // On a narrow page the rooms scroll sideways: show the one that is open.
  const rooms = find("nav.side");
  const room = rooms && find("[aria-current]", rooms);
  if (room) {
    const [box, one] = [rooms.getBoundingClientRect(), room.getBoundingClientRect()];
    rooms.scrollLeft += one.left + one.width / 2 - box.left - box.width / 2;
  }

  // A passage: what is selected in the text fills the form beside it.
  const text = find("[data-doc]");
  const bench = find("[data-bench]");
  if (text && bench) {
    const form = find("form", bench);
    const jump = find("[data-jump]");
    const { quote, start, end } = form.elements;
    const points = (string) => [...string].length; // code points, as the server counts
    const paragraph = (node) =>
      (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("p[data-start]");
    const place = (node, offset) => {
      const home = paragraph(node);
      if (!home || !text.contains(home)) return null;
      const before = document.createRange();
      before.selectNodeContents(home);
      before.setEnd(node, offset);
      return Number(home.dataset.start) + points(before.toString());
    };
    const trimmed = (range) => {
      const words = range.toString();
      return [points(words) - points(words.trimStart()), points(words) - points(words.trimEnd())];
    };
    document.addEventListener("selectionchange", () => {
      const selection = document.getSelection();
      if (!selection.rangeCount || selection.isCollapsed) return;
      const range = selection.getRangeAt(0);
      const from = place(range.startContainer, range.startOffset);
      const to = place(range.endContainer, range.endOffset);
      if (from === null || to === null || to <= from) return;
      const [before, after] = trimmed(range);
      start.value = from + before;
      end.value = to - after;
      quote.value = range.toString().trim();
      if (jump) jump.hidden = false;
    });
    // Words typed by hand count by themselves: the server looks for them.
    quote.addEventListener("input", () => { start.value = end.value = ""; });
  }

  // Annotations: two clicks on the picture fill in the numbers of the form below it.
  const aim = find("[data-aim]");
  const aimer = find("[data-aimer]");
  if (aim && aimer) {
    const picture = find("input[type=image]", aim);
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    find("[data-aimed]", aim).replaceChildren(line);
    const at = aimer.elements;
    const draw = () => {
      const [x, y, x2, y2] = ["x", "y", "x2", "y2"].map((name) => at[name].value);
      const cross = x && y ? `M${x} 0V10000M0 ${y}H10000` : "";
      line.setAttribute("d", x2 && y2 ? `M${x} ${y}H${x2}V${y2}H${x}z` : cross);
    };
    let second = false;
    picture.addEventListener("click", (event) => {
      event.preventDefault();
      if (!event.detail) return at.x.focus(); // a key has no place: numbers are typed
      const box = picture.getBoundingClientRect();
      const part = (here, whole) => Math.round(10000 * Math.max(0, Math.min(1, here / whole)));
      at[second ? "x2" : "x"].value = part(event.clientX - box.left, box.width);
      at[second ? "y2" : "y"].value = part(event.clientY - box.top, box.height);
      if (second && !at.shape.value) at.shape.value = "frame";
      if (second) at.text.focus();
      else at.x2.value = at.y2.value = "";
      second = !second;
      draw();
    });
    aimer.addEventListener("input", draw);
    draw();
  }

  // Uploads: one request a file, with progress, from the picker or dropped anywhere.
  const upload = find("[data-upload]");
  if (upload) {
    const list = find("[data-progress]", upload);
    const drop = find("[data-drop]", upload);
    const picker = find("input[type=file]", upload);
    const told = find("[data-told]", upload);
    const words = upload.dataset;
    const made = (tag, className, content = "") => {
      const one = document.createElement(tag);
      one.className = className;
      one.textContent = content;
      return one;
    };
    const draw = (file) => {
      const line = made("li", "upload");
      const name = made("span", "grow", file.name);
      const bar = made("progress", "");
      const part = made("span", "n", words.wait);
      const cancel = made("button", "", words.cancel);
      cancel.className = "btn quiet";
      cancel.type = "button";
      cancel.append(made("span", "vh", ` ${file.name}`));
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      line.append(name, bar, part, cancel);
      list.append(line);
      return { file, name, bar, part, cancel };
    };
    const send = (line) => new Promise((resolve) => {
      const { file, name, bar, part, cancel } = line;
      const data = new FormData();
      data.append("csrf", csrf);
      data.append("compartment", upload.elements.compartment.value);
      data.append("modified", file.lastModified);
      data.append("file", file);
      const request = new XMLHttpRequest();
      request.open("POST", upload.action);
      request.setRequestHeader("X-CSRF", csrf);
      request.responseType = "document";
      const tell = (state) => { told.textContent = `${file.name}: ${state}`; };
      let quarter = -1;
      request.upload.onprogress = (event) => {
        used = Date.now(); // the vault is in use, and so is this page
        const percent = Math.floor((100 * event.loaded) / event.total);
        bar.value = percent;
        part.textContent = `${words.sealing} ${percent}\u00a0%`;
        if (Math.floor(percent / 25) === quarter) return;
        quarter = Math.floor(percent / 25); // a screen reader is not told every percent
        tell(part.textContent);
      };
      request.upload.onload = () => {
        cancel.remove(); // it has arrived: from here on it is recorded whole
        bar.removeAttribute("value");
        part.textContent = words.reading;
        tell(words.reading);
      };
      const done = (good, state, why) => {
        bar.remove();
        cancel.remove();
        part.textContent = state;
        if (why) name.textContent = `${file.name}: ${why}`;
        tell(why || state);
        resolve(good ? request.responseURL : "");
      };
      const sentences = (said) => {
        const own = all("p", said);
        return (own.length ? own : [said]).map((one) => one.textContent.trim().replace(/\s+/g, " ")).join(" ");
      };
      request.onload = () => {
        const page = request.response;
        const said = page && (find(".say.bad", page) || find("main h1", page));
        if (request.status === 200) done(true, find("[data-notext]", page || document) ? words.unread : words.said);
        else done(false, words.failed, said ? sentences(said) : words.broken);
      };
      request.onerror = () => done(false, words.failed, words.broken);
      request.onabort = () => done(false, words.cancelled);
      cancel.onclick = () => request.abort();
      request.send(data);
    });
    const sendAll = async (files) => {
      if (!files.length) return;
      const pages = [];
      const lines = files.map(draw);
      for (const line of lines) {
        line.cancel.onclick = () => { line.dropped = true; line.cancel.remove(); line.part.textContent = words.cancelled; };
      }
      for (const line of lines) if (!line.dropped) pages.push(await send(line));
      picker.value = "";
      if (pages.length && pages.every(Boolean)) location.href = pages.length === 1 ? pages[0] : upload.dataset.done;
    };
    upload.addEventListener("submit", (event) => {
      event.preventDefault();
      sendAll([...picker.files]);
    });
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) drop.classList.remove("over");
    });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      sendAll([...event.dataTransfer.files]);
    });
  }
})();
