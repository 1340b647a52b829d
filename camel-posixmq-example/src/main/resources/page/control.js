const KEY = "posixmq-control-token";
const ACTIONS = {
  Started: ["stop", "suspend"],
  Suspended: ["resume", "stop"],
  Stopped: ["start"],
};
const token = document.getElementById("token");
const done = document.getElementById("done");

token.value = sessionStorage.getItem(KEY) ?? "";
token.addEventListener("input", () => sessionStorage.setItem(KEY, token.value.trim()));
document.getElementById("control").addEventListener("submit", event => event.preventDefault());

async function act(id, action, button) {
  if (action === "stop" && !confirm(`Stop route ${id}? It takes no more messages until it is started again.`)) {
    return;
  }
  button.disabled = true;
  done.textContent = `Route ${id}: ${action} …`;
  try {
    const answer = await fetch(`/api/routes/${encodeURIComponent(id)}/${action}`, {
      method: "POST",
      headers: { "X-Control-Token": token.value.trim() },
    });
    done.textContent = await answer.text();
  } catch {
    done.textContent = `The bridge did not answer, so route ${id} may not have been told to ${action}.`;
  }
  button.disabled = false;
}

/** Puts the buttons that go with a state into a cell. */
export function offer(cell, id, state) {
  if (cell.dataset.state === state) {
    return;
  }
  cell.dataset.state = state;
  cell.replaceChildren(...(ACTIONS[state] ?? []).map(action => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action[0].toUpperCase() + action.slice(1);
    button.setAttribute("aria-label", `${button.textContent} route ${id}`);
    button.addEventListener("click", () => act(id, action, button));
    return button;
  }));
}
