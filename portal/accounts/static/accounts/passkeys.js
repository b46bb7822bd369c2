// Passkeys: every button with data-passkey="sign-in" or "add" runs one ceremony with the server.
// Without JavaScript or without support the buttons stay hidden and the other ways remain.
(() => {
  const bytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((item) => ({ ...item, id: bytes(item.id) }));

  async function ask(url, token, body) {
    const response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body || {}),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail || response.statusText);
    return [answer, response];
  }

  async function signIn(button, token) {
    const [options] = await ask(button.dataset.begin, token);
    const found = await navigator.credentials.get({ publicKey: {
      ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials),
    } });
    const [answer] = await ask(button.dataset.complete, token, {
      id: found.id, rawId: text(found.rawId), type: found.type,
      clientExtensionResults: found.getClientExtensionResults(),
      response: {
        authenticatorData: text(found.response.authenticatorData),
        clientDataJSON: text(found.response.clientDataJSON),
        signature: text(found.response.signature),
        userHandle: found.response.userHandle ? text(found.response.userHandle) : undefined,
      },
    });
    window.location.assign(answer.redirect_url);
  }

  async function add(button, token) {
    const [options] = await ask(button.dataset.begin, token);
    const made = await navigator.credentials.create({ publicKey: {
      ...options, challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    } });
    const field = document.getElementById(button.dataset.name);
    const [, response] = await ask(button.dataset.complete, token, {
      name: field ? field.value : "",
      id: made.id, rawId: text(made.rawId), type: made.type,
      clientExtensionResults: made.getClientExtensionResults(),
      response: {
        attestationObject: text(made.response.attestationObject),
        clientDataJSON: text(made.response.clientDataJSON),
        transports: made.response.getTransports ? made.response.getTransports() : [],
      },
    });
    window.location.assign(response.headers.get("Location"));
  }

  if (!window.PublicKeyCredential) return;
  for (const button of document.querySelectorAll("[data-passkey]")) {
    const place = button.closest("[data-passkey-place]");
    const status = place.querySelector("[role=status]");
    const run = button.dataset.passkey === "add" ? add : signIn;
    place.hidden = false;
    button.addEventListener("click", async () => {
      status.textContent = button.dataset.busy;
      try {
        await run(button, place.querySelector("[name=csrfmiddlewaretoken]").value);
      } catch (error) {
        const stopped = error.name === "NotAllowedError" || error.name === "AbortError";
        status.textContent = stopped ? button.dataset.stopped : error.message;
        button.focus();
      }
    });
  }
})();
