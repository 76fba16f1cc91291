// The door's forms: looked at before they are sent, so that nothing is typed twice.
"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // Show what is typed into the passphrases of this form.
  for (const box of all("[data-show]")) {
    box.addEventListener("change", () => {
      for (const field of all("#passphrase, #again", box.form)) field.type = box.checked ? "text" : "password";
    });
  }

  const begin = (form) => {
    for (const field of all("[data-show]", form)) {
      field.checked = false;
      field.dispatchEvent(new Event("change"));
    }
    for (const words of all("[data-wait]", form)) words.hidden = false;
    for (const button of all("button", form)) button.disabled = true;
  };
  const settle = (form) => {
    for (const words of all("[data-wait]", form)) words.hidden = true;
    for (const button of all("button", form)) button.disabled = false;
  };

  const ask = async (form, what) => {
    const data = new URLSearchParams(new FormData(form));
    data.append("check", what);
    const answer = await fetch(form.action, { method: "POST", body: data });
    if (answer.status === 204) return true;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = page.querySelector(`form[action="${form.getAttribute("action")}"] [data-told]`);
    if (!told) return true; // another page: let the browser go there
    const here = form.querySelector("[data-told]");
    here.replaceChildren(...told.childNodes);
    const said = here.querySelector("[tabindex]");
    if (said) said.focus();
    return false;
  };

  for (const form of all("form[data-checked]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const what = event.submitter ? event.submitter.value : "";
      try {
        if (what) await ask(form, what);
        else if (await ask(form, "fields")) {
          begin(form);
          form.submit();
        }
      } catch {
        form.submit();
      }
    });
  }
  for (const form of all("form[data-slow]:not([data-checked])")) {
    form.addEventListener("submit", () => setTimeout(() => begin(form)));
  }
  addEventListener("pageshow", () => { for (const form of all("form[data-slow]")) settle(form); });
})();
