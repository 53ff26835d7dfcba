// Joins the page's form to allauth's passkey functions and says when the device or the person declined.
(() => {
  const form = document.querySelector("form[data-passkey]");
  const error = document.getElementById("passkey-error");
  if (!form || !window.allauth) return;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    error.hidden = false;
  });
  document.getElementById("passkey-button").addEventListener("click", () => { error.hidden = true; });
  const button = form.dataset.passkey === "addForm" ? "add" : "authenticate";
  window.allauth.webauthn.forms[form.dataset.passkey]({
    ids: { [button]: "passkey-button", credential: form.elements.credential.id, data: "passkey-data" },
  });
})();
