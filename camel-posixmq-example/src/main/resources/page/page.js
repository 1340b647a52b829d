import { Chart } from "/chart.js";
import { offer } from "/control.js";

const LABELS = ["Depth", "In ≥, per s", "Out ≥, per s", "Held", "Redelivered", "Last used"];
const byId = id => document.getElementById(id);
const queues = new Map();
const routes = new Map();
let since = 0;
let run = 0;
let shown = "";

const number = value => value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 });

function bytes(value) {
  return value < 1024 ? `${value} B` : value < 1048576 ? `${number(value / 1024)} KiB` : `${number(value / 1048576)} MiB`;
}

function span(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor(seconds % 86400 / 3600)} h`;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function set(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

function bar(place, share) {
  place.firstChild.style.width = `${Math.min(100, Math.round(share * 100))}%`;
}

function newBar() {
  const made = element("span", "bar");
  made.append(element("i"));
  return made;
}

function titled(name, title) {
  const made = element(name);
  made.scope = "row";
  const sub = element("span", "sub");
  made.append(title, sub);
  return [made, sub];
}

class QueueRow {
  constructor(name) {
    this.row = element("tr");
    const [title, sub] = titled("th", name);
    this.sub = sub;
    this.cells = LABELS.map(label => {
      const cell = element("td", "number");
      cell.dataset.label = label;
      return cell;
    });
    this.depth = element("span");
    this.bar = newBar();
    this.cells[0].append(this.depth, this.bar);
    this.problem = element("td", "problem");
    this.problem.colSpan = LABELS.length;
    const chart = element("td", "chart");
    const place = element("div");
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", `Depth and rate of ${name} in the last ten minutes`);
    chart.append(place);
    this.row.append(title, ...this.cells, this.problem, chart);
    byId("queues").tBodies[0].append(this.row);
    this.chart = new Chart(place);
  }

  show(queue) {
    const wrong = queue.problem !== null;
    this.problem.hidden = !wrong;
    this.cells.forEach(cell => { cell.hidden = wrong; });
    if (wrong) {
      set(this.problem, queue.problem);
      set(this.sub, "");
    } else {
      this.values(queue);
    }
    this.chart.add(queue.history, queue.maxMessages);
  }

  values(queue) {
    set(this.sub, `up to ${bytes(queue.maxMessageSize)} each · ${queue.owner}\u00a0${queue.mode}`);
    set(this.depth, `${number(queue.depth)} of ${number(queue.maxMessages)}`);
    bar(this.bar, queue.depth / queue.maxMessages);
    this.cells[0].classList.toggle("full", queue.depth >= queue.maxMessages);
    set(this.cells[1], number(queue.in));
    set(this.cells[2], number(queue.out));
    set(this.cells[3], "held" in queue ? number(queue.held) : "–");
    set(this.cells[4], "redelivered" in queue ? number(queue.redelivered) : "–");
    set(this.cells[5], `${span(queue.age)} ago`);
  }
}

class RouteRow {
  constructor(id, from) {
    this.row = element("tr");
    const [title, sub] = titled("th", id);
    set(sub, `from ${from}`);
    this.state = element("td", "state");
    this.inflight = element("td", "number");
    this.uptime = element("td", "number");
    this.actions = element("td", "actions");
    this.row.append(title, this.state, this.inflight, this.uptime, this.actions);
    byId("routes").tBodies[0].append(this.row);
  }

  show(route, control) {
    this.state.className = `state ${route.state}`;
    set(this.state, route.state);
    set(this.inflight, number(route.inflight));
    set(this.uptime, span(route.uptime));
    this.actions.hidden = !control;
    if (control) {
      offer(this.actions, route.id, route.state);
    }
  }
}

function limit(list, title, used, most, text) {
  const value = element("dd", "", text);
  if (most) {
    value.append(newBar());
    bar(value.lastChild, used / most);
  }
  list.push(element("dt", "", title), value);
}

function showLimits(limits) {
  const pairs = [];
  const groups = () => pairs.splice(0).reduce((all, node, i) => {
    if (i % 2 === 0) all.push(element("div"));
    all.at(-1).append(node);
    return all;
  }, []);
  limit(pairs, "Queues seen (queues_max)", limits.queues, limits.queuesMax, `${limits.queues} of ${limits.queuesMax}`);
  limit(pairs, `Bytes of ${limits.user}'s queues seen (RLIMIT_MSGQUEUE)`, limits.bytes, limits.bytesMax,
    `at least ${bytes(limits.bytes)} of ${limits.bytesMax === undefined ? "no limit" : bytes(limits.bytesMax)}`
    + `, ${limits.ownQueues}\u00a0${limits.ownQueues === 1 ? "queue" : "queues"}`);
  limit(pairs, "Largest capacity (msg_max)", 0, 0, `${number(limits.msgMax)} messages`);
  limit(pairs, "Largest message size (msgsize_max)", 0, 0, bytes(limits.msgSizeMax));
  byId("limits").replaceChildren(...groups());
}

function rows(known, all, key, make, show) {
  const names = new Set(all.map(each => each[key]));
  for (const [name, row] of known) {
    if (!names.has(name)) {
      row.row.remove();
      known.delete(name);
    }
  }
  for (const each of all) {
    if (!known.has(each[key])) {
      known.set(each[key], make(each));
    }
    show(known.get(each[key]), each);
  }
}

function show(state) {
  set(byId("name"), state.name);
  set(byId("uptime"), `up for ${span(state.uptime)} · version ${state.version}`);
  byId("not-listed").hidden = state.notListed === null;
  set(byId("not-listed"), state.notListed === null ? "" : `Only this bridge's queues are shown: ${state.notListed}`);
  byId("control").hidden = !state.control;
  document.querySelector("#routes thead .actions").hidden = !state.control;
  rows(queues, state.queues, "name", queue => new QueueRow(queue.name), (row, queue) => row.show(queue));
  rows(routes, state.routes, "id", route => new RouteRow(route.id, route.from), (row, route) => row.show(route, state.control));
  showLimits(state.limits);
}

async function update() {
  try {
    const answer = await fetch(`/api/state?since=${since}`, { signal: AbortSignal.timeout(5000) });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
    const state = await answer.json();
    if (run !== 0 && state.run !== run) {
      location.reload();
      return;
    }
    run = state.run;
    since = state.number;
    show(state);
    shown = new Date().toLocaleTimeString("en", { hourCycle: "h23" });
    reachable(true);
  } catch (error) {
    reachable(false, error);
  }
  setTimeout(update, 1000);
}

function reachable(yes, error) {
  byId("live").className = yes ? "dot on" : "dot off";
  document.body.classList.toggle("stale", !yes);
  byId("error").hidden = yes;
  if (!yes) {
    set(byId("uptime"), "no answer");
    set(byId("error"), `The bridge does not answer${shown && `; what is shown is of ${shown}`}. Is it still running? `
      + "This page tries again each second.");
  }
  if (error) {
    console.warn(error);
  }
}

update();
