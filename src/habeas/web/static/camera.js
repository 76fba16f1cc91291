// Reads a code with the camera: small grey pictures go to our own server, one at a time.
// Nothing of them stays here, and the camera is let go whenever the page is left.
"use strict";
(() => {
  const box = document.querySelector("[data-camera]");
  if (!box || !navigator.mediaDevices) return;
  const [start, view, stop, said] = ["[data-start]", "[data-view]", "[data-stop]", "[role=status]"]
    .map((one) => box.querySelector(one));
  const film = view.querySelector("video");
  const words = box.dataset;
  const WIDEST = 1280;
  const PAUSE = 200;
  let stream = null;
  let asked = 0; // which press of the button a late camera belongs to

  const release = (one) => { for (const track of one.getTracks()) track.stop(); };
  const end = () => {
    asked += 1;
    if (stream) release(stream);
    stream = film.srcObject = null;
    view.hidden = true;
    start.hidden = false;
  };
  const say = (sentence) => { said.textContent = sentence; };
  const leave = () => {
    if (stream) say(words.stopped);
    end();
  };

  const picture = () => new Promise((resolve) => {
    const canvas = document.createElement("canvas");
    const scale = Math.min(1, WIDEST / film.videoWidth);
    canvas.width = film.videoWidth * scale;
    canvas.height = film.videoHeight * scale;
    const pen = canvas.getContext("2d");
    pen.filter = "grayscale(1)";
    pen.drawImage(film, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(resolve, "image/jpeg", 0.85);
  });
  const send = (one) => {
    const data = new FormData();
    data.append("csrf", document.body.dataset.csrf);
    data.append("live", "1");
    data.append("file", one, "picture.jpg");
    return fetch(words.camera, { method: "POST", body: data });
  };
  const found = (code) => {
    end();
    if (!words.into) return location.assign(code);
    const into = document.getElementById(words.into);
    into.value = code;
    into.focus();
    say(words.found);
  };
  const look = async () => {
    const answer = await send(await picture());
    if (!stream || answer.status === 204) return;
    const plain = (answer.headers.get("content-type") || "").startsWith("text/plain");
    if (answer.status === 423) location.replace("/unlock"); // locked: leaving lets go
    else if (!plain) throw new Error();
    else if (answer.ok) found(await answer.text());
    else say(await answer.text());
  };
  const go = async () => {
    const mine = ++asked;
    say(words.opening);
    try {
      const opened = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: WIDEST } },
      });
      if (mine !== asked) return release(opened);
      stream = film.srcObject = opened;
      opened.getVideoTracks()[0].onended = () => { end(); say(words.none); };
    } catch (error) {
      if (mine === asked) say(error.name === "NotAllowedError" ? words.refused : words.none);
      return;
    }
    start.hidden = true;
    view.hidden = false;
    stop.focus();
    say(words.looking);
    try {
      await film.play();
      while (mine === asked) {
        await look();
        await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
      }
    } catch {
      if (mine !== asked) return;
      end();
      say(words.broken);
    }
  };

  start.addEventListener("click", go);
  stop.addEventListener("click", () => { leave(); start.focus(); });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  box.hidden = false;
})();
