// Makes the pages pleasant; every page works without it. No library, nothing loaded.
"use strict";
(() => {
  const body = document.body;
  const csrf = body.dataset.csrf;
  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  for (const one of all("[data-js]")) one.hidden = false;

  // The idle clock. The server locks by itself; this shows it and hides the page then.
  const idle = Number(body.dataset.idle);
  if (idle) {
    let used = Date.now();
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
    setInterval(() => {
      const seconds = idle - (Date.now() - used) / 1000;
      if (seconds <= -3) location.replace("/unlock");
      if (left) left.textContent = pattern.replace(/\d+/, Math.max(1, Math.round(seconds / 60)));
    }, 5000);
    // Nothing stays readable in a page that comes back from the browser's memory.
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  // On a card, n goes to the next one and p to the one before. Nowhere else: whoever
  // speaks to the computer would set off a key that works everywhere (WCAG 2.1.4).
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const card = event.target.closest(".ev");
    if (!card || (event.key !== "n" && event.key !== "p")) return;
    const cards = all(".ev");
    const next = cards[cards.indexOf(card) + (event.key === "n" ? 1 : -1)];
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

  // Uploads: one request a file, with progress, from the picker or dropped anywhere.
  const upload = find("[data-upload]");
  if (upload) {
    const list = find("[data-progress]", upload);
    const drop = find("[data-drop]", upload);
    const picker = find("input[type=file]", upload);
    const send = (file) => new Promise((resolve) => {
      const line = document.createElement("li");
      const name = document.createElement("span");
      const bar = document.createElement("progress");
      const state = document.createElement("span");
      name.className = "grow";
      name.textContent = file.name;
      state.className = "n";
      bar.max = Math.max(1, file.size);
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      line.append(name, bar, state);
      list.append(line);
      const data = new FormData();
      data.append("csrf", csrf);
      data.append("compartment", upload.elements.compartment.value);
      data.append("file", file);
      const request = new XMLHttpRequest();
      request.open("POST", upload.action);
      request.setRequestHeader("X-CSRF", csrf);
      request.responseType = "document";
      request.upload.onprogress = (event) => { bar.value = event.loaded; };
      const done = (good, words) => {
        bar.remove();
        state.textContent = good ? upload.dataset.said : upload.dataset.failed;
        if (words) name.textContent = `${file.name}: ${words}`;
        resolve(good ? request.responseURL : "");
      };
      request.onload = () => {
        const said = request.response && find(".say.bad", request.response);
        done(request.status === 200, said ? said.textContent.trim() : "");
      };
      request.onerror = () => done(false, upload.dataset.broken);
      request.send(data);
    });
    const sendAll = async (files) => {
      if (!files.length) return;
      const pages = [];
      for (const file of files) pages.push(await send(file));
      picker.value = "";
      if (pages.every(Boolean)) location.href = pages.length === 1 ? pages[0] : upload.dataset.done;
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
