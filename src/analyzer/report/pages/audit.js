// Filters, search, keys and theme. The page says everything without it.
"use strict";

const findings = [...document.querySelectorAll(".finding")];
const groups = [...document.querySelectorAll(".group")];
const form = document.getElementById("filter");
const at = id => document.getElementById(id);

// What a finding says, in lower case; read when somebody searches for the first time.
const texts = new Map();
function textOf(finding) {
  if (!texts.has(finding)) texts.set(finding, finding.textContent.toLowerCase());
  return texts.get(finding);
}

function offer(select, attribute) {
  const known = [...new Set(findings.map(finding => finding.dataset[attribute]).filter(Boolean))].sort();
  for (const value of known) select.append(new Option(value, value));
  if (known.length < 2) select.parentElement.hidden = true;
}

function apply() {
  const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const severities = new Set([...form.querySelectorAll("[name=severity]:checked")].map(box => box.value));
  const area = at("area").value;
  const owner = at("package").value;
  let shown = 0;
  for (const finding of findings) {
    const {severity, area: its, package: lies} = finding.dataset;
    const fits = severities.has(severity) && (!area || its === area) && (!owner || lies === owner) &&
      words.every(word => textOf(finding).includes(word));
    finding.hidden = !fits;
    if (fits) shown += 1;
  }
  for (const group of groups) group.hidden = ![...group.querySelectorAll(".finding")].some(finding => !finding.hidden);
  at("shown").textContent = shown === findings.length ? `All ${shown} shown` : `${shown} of ${findings.length} shown`;
  at("nothing").hidden = shown > 0;
}

if (form) {
  offer(at("area"), "area");
  offer(at("package"), "package");
  for (const box of form.querySelectorAll("[name=severity]")) {
    if (!findings.some(finding => finding.dataset.severity === box.value)) box.parentElement.hidden = true;
  }
  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", apply);
  at("clear").addEventListener("click", () => {
    form.reset();
    apply();
  });
  for (const link of document.querySelectorAll("[data-search]")) {
    link.addEventListener("click", () => {
      form.reset();
      at("search").value = link.dataset.search;
      apply();
    });
  }
  at("open-all").addEventListener("click", event => {
    const opens = event.target.textContent === "Open all";
    for (const finding of findings) if (!finding.hidden) finding.open = opens;
    event.target.textContent = opens ? "Close all" : "Open all";
  });
  apply();
}

// A link to a finding opens it.
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) {
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
  }
}
addEventListener("hashchange", openTarget);
openTarget();

function step(by) {
  const shown = findings.filter(finding => !finding.hidden && !finding.parentElement.hidden);
  const now = shown.indexOf(document.activeElement.closest(".finding"));
  const next = shown[now < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(Math.max(now + by, 0), shown.length - 1)];
  if (!next) return;
  next.querySelector("summary").focus();
  next.scrollIntoView({block: "nearest"});
}
addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || !form) return;
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "Escape" && typing) {
    // Browsers empty a search box by themselves, and tell nobody.
    if (event.target === at("search")) {
      event.target.value = "";
      event.target.dispatchEvent(new Event("input", {bubbles: true}));
    }
    event.target.blur();
  }
  if (typing) return;
  if (event.key === "/") {
    event.preventDefault();
    at("search").focus();
  }
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
});

// Paper has nothing to click on.
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")].filter(one => !one.matches(".more"));
  for (const one of closed) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of closed) one.open = false;
});

const theme = at("theme");
const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
const nameTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
theme.hidden = false;
nameTheme();
dark.addEventListener("change", nameTheme);
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  nameTheme();
});
