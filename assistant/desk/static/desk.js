// What the pages cannot do by themselves: keyboard approval, growing text areas, a warning before edits are lost.
// Every page works without it; there is no inline script anywhere.
"use strict";

function grow(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function fingerprint(form) {
  return new URLSearchParams(new FormData(form)).toString();
}

function watchDraft(form) {
  const asLoaded = fingerprint(form);
  const note = form.querySelector("[data-unsaved]");
  const text = form.querySelector("textarea[name=text]");
  const asStored = text.value;
  let leaving = false;
  const isChanged = () => fingerprint(form) !== asLoaded;
  form.addEventListener("input", (event) => {
    if (event.target.tagName === "TEXTAREA") grow(event.target);
    if (note) note.hidden = !isChanged();
    holdApproval(form, text.value !== asStored);
  });
  holdApproval(form, false);
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && isChanged()) event.preventDefault();
  });
}

// What fails is mended or ticked first; a changed text is checked anew when it is approved.
function holdApproval(form, textChanged) {
  const why = form.querySelector("[data-unticked]");
  if (!why) return;
  const unticked = form.querySelector("input[name=confirmed]:not(:checked)") !== null && !textChanged;
  const approve = document.getElementById("approve");
  approve.disabled = unticked;
  why.hidden = !unticked;
  if (unticked) approve.setAttribute("aria-describedby", why.id);
  else approve.removeAttribute("aria-describedby");
}

function askToApprove() {
  const dialog = document.getElementById("confirm-approve");
  const approve = document.getElementById("approve");
  const form = document.getElementById("draft");
  if (!dialog || !approve || approve.disabled || !form.reportValidity()) return;
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("#draft")) {
    event.preventDefault();
    askToApprove();
  }
});

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-closes]");
  if (closer) document.getElementById(closer.dataset.closes).close();
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const details = document.getElementById(opener.dataset.opens);
    details.open = true;
    details.querySelector("textarea, input:not([type=hidden])")?.focus();
  }
});

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("draft");
  if (!form) return;
  form.querySelectorAll("textarea").forEach(grow);
  watchDraft(form);
});
