// A small question in a dialog: a text to give, or a choice to confirm.
import { $ } from "./dom.js";

function shown({ title, text = "", yes = "Save", no = "Cancel", value = null }) {
  $("ask-title").textContent = title;
  $("ask-text").textContent = text;
  $("ask-yes").textContent = yes;
  $("ask-no").textContent = no;
  $("ask-input").hidden = value === null;
  $("ask-input").value = value ?? "";
  const dialog = $("ask");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export async function askText(question) {
  const agreed = await shown({ value: "", ...question });
  return agreed ? $("ask-input").value : null;
}

export const confirmed = (question) => shown(question);

document.addEventListener("DOMContentLoaded", () => {
  $("ask-input").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      $("ask-yes").click();
    }
  });
});
