"use strict";
(() => {
  const $ = (query, root = document) => root.querySelector(query);
  const $$ = (query, root = document) => [...root.querySelectorAll(query)];
  const detail = $("#detail"), who = $("#who"), toast = $("#toast");
  const LARGEST = 1.7; // of a page that fits, in pixels to the point: beyond, less of it is seen than read
  let zoom = 1, asked = 0, busy = false, hidden;

  who.value = localStorage.getItem("who") || "";
  who.addEventListener("change", () => { localStorage.setItem("who", who.value.trim()); who.classList.remove("needed"); });

  function tell(text, wrong = false) {
    toast.textContent = text;
    toast.className = wrong ? "on wrong" : "on";
    clearTimeout(hidden);
    hidden = setTimeout(() => { toast.className = ""; }, wrong ? 6000 : 2500);
  }

  async function send(path, what) {
    if (busy) return null;
    if (path !== "/rewrite" && !who.value.trim()) {
      who.classList.add("needed");
      who.focus();
      tell("请先填写复核人姓名", true);
      return null;
    }
    busy = true;
    try {
      const answer = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Selfeval": document.body.dataset.asked },
        body: JSON.stringify({ ...what, who: who.value.trim() }),
      });
      const said = await answer.json().catch(() => ({ error: "程序出错，请刷新页面再试" }));
      if (!answer.ok || said.error) { tell(said.error || "没有存入", true); return null; }
      if ("decided" in said) { $("#decided").textContent = said.decided; $("#many").textContent = said.many; }
      return said;
    } catch {
      tell("连接不上：复核页面的程序可能已经结束，刚才这一步没有存入", true);
      return null;
    } finally { busy = false; }
  }

  async function fragment(path) {
    const answer = await fetch(path, { headers: { Accept: "text/html" } });
    if (answer.redirected) { location.reload(); return null; }
    return answer.text();
  }

  // What the server sends is escaped there; scripts in it would not run, and the page's policy forbids them.
  function put(element, html) { element.replaceChildren(document.createRange().createContextualFragment(html)); }

  const shown = () => $("#shown");
  const rows = () => $$("li.row");
  const chosen = () => $("li.row.chosen");

  async function open(path, row) {
    const mine = ++asked;
    const html = await fragment(path).catch(() => null);
    if (html === null) { tell("连接不上：复核页面的程序可能已经结束", true); return; }
    if (mine !== asked) return;
    chosen()?.classList.remove("chosen");
    row?.classList.add("chosen");
    row?.scrollIntoView({ block: "nearest" });
    put(detail, html);
    detail.scrollTop = 0;
    const here = new URL(location.href);
    here.searchParams.delete("case");
    here.searchParams.delete("form");
    const [, , kind, id] = path.split("/");
    here.searchParams.set(kind, id);
    history.replaceState(null, "", here);
    settle();
    fetchAhead(row);
  }

  const openCase = (id) => open(`/detail/case/${id}`, $(`li.row[data-case="${Number(id)}"]`));

  function fetchAhead(row) {
    const next = row && rows()[rows().indexOf(row) + 1];
    if (!next) return;
    fetch(`/detail/case/${next.dataset.case}`).then((a) => a.text()).then((html) => {
      const image = document.createRange().createContextualFragment(html).querySelector("image");
      if (image) new Image().src = image.getAttribute("href");
    }).catch(() => {});
  }

  function step(by) {
    const all = rows(), at = all.indexOf(chosen());
    const next = at < 0 ? all[0] : all[at + by];
    if (next) { openCase(next.dataset.case); return true; }
    const page = $(by > 0 ? "#on" : "#back");
    if (page) { location.href = page.href; return true; }
    tell(by > 0 ? "已是最后一条" : "已是第一条");
    return false;
  }

  // The page of the file

  function settle() {
    size();
    const mark = $("#marks rect.claim") || $("#marks rect");
    centre(mark);
  }

  function size() {
    const svg = $(".sheet svg");
    if (!svg) return;
    const paper = svg.viewBox.baseVal.width;
    svg.style.width = `${zoom * Math.min(svg.parentElement.clientWidth, paper * LARGEST)}px`;
    const image = $("image", svg);
    if (svg.clientWidth * devicePixelRatio > 1.3 * 110 / 72 * paper) image.setAttribute("href", image.dataset.fine);
  }

  function centre(mark) {
    const sheet = $(".sheet");
    if (!mark || !sheet) return;
    const box = mark.getBoundingClientRect(), frame = sheet.getBoundingClientRect();
    sheet.scrollTop += box.top + box.height / 2 - frame.top - frame.height / 2;
    sheet.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
  }

  function enlarge(how) {
    zoom = how === "=" ? 1 : Math.min(5, Math.max(0.4, zoom * (how === "+" ? 1.25 : 0.8)));
    settle();
  }

  async function turn(page) {
    const sheet = $(".sheet");
    if (!sheet || page < 1 || page > Number(sheet.dataset.last)) return false;
    const html = await fragment(`/paper/${sheet.dataset.file}/${page}?case=${sheet.dataset.case}`).catch(() => null);
    if (html === null) return false;
    put($("#paper"), html);
    settle();
    return true;
  }

  async function point(cell) {
    const spots = JSON.parse(cell.dataset.spots);
    const sheet = $(".sheet");
    if (!spots.length || !sheet) return;
    if (!spots.some((spot) => spot[0] === Number(sheet.dataset.page)) && !(await turn(spots[0][0]))) return;
    $$("#marks rect.spot").forEach((each) => each.remove());
    const now = Number($(".sheet").dataset.page);
    let first;
    for (const [page, x, y, width, height] of spots) {
      if (page !== now) continue;
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [name, value] of Object.entries({ class: "spot", x, y, width, height })) rect.setAttribute(name, value);
      $("#marks").append(rect);
      first = first || rect;
    }
    centre(first);
  }

  // Decisions

  async function decide(opinion) {
    const now = shown();
    if (!now || !now.dataset.case) return;
    const { sha256, form, code, path, seen, case: id } = now.dataset;
    const said = await send("/decide", {
      sha256, form: Number(form), code, path, seen: Number(seen), opinion, remark: $("#remark").value,
    });
    if (!said) return;
    mark(id, said.opinion);
    tell(`${said.opinion ? `已记“${said.opinion}”` : "已去掉意见"}（u 撤销）`);
    const row = $(`li.row[data-case="${id}"]`), next = row && rows()[rows().indexOf(row) + 1];
    await openCase(said.opinion && next ? next.dataset.case : id);
  }

  function mark(id, opinion) {
    const sign = $(`li.row[data-case="${id}"] .opinion`);
    if (sign) { sign.textContent = opinion; sign.dataset.opinion = opinion; }
  }

  async function undo() {
    const said = await send("/undo", {});
    if (said) go(said.case, said.form, "已撤销");
  }

  // A list of which findings may have come or gone is asked for anew.
  function go(id, form, text) {
    const here = new URL(location.href);
    here.searchParams.delete("case");
    here.searchParams.delete("form");
    here.searchParams.set(id ? "case" : "form", id || form);
    sessionStorage.setItem("told", text);
    sessionStorage.setItem("scroll", $("#list").scrollTop);
    location.href = here;
  }

  // Corrections

  function edit(cell) {
    if (!cell || $("textarea", cell)) return;
    const area = document.createElement("textarea"), before = [...cell.childNodes];
    area.value = cell.dataset.text;
    area.rows = Math.min(8, 1 + Math.floor(area.value.length / 16));
    area.setAttribute("aria-label", `更正${cell.dataset.name}`);
    cell.replaceChildren(area);
    detail.classList.add("editing"); // the page stays in view beside the cell
    point(cell);
    cell.scrollIntoView({ block: "center" });
    area.focus({ preventScroll: true });
    area.select();
    tell("改成纸面上的文字，回车保存，Esc 放弃");
    const close = () => { cell.replaceChildren(...before); detail.classList.remove("editing"); };
    area.addEventListener("blur", () => { if (area.value === cell.dataset.text) close(); });
    area.addEventListener("keydown", async (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Escape") { close(); cell.focus(); }
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      if (area.value.trim() === cell.dataset.text.trim()) { close(); return; }
      const now = shown().dataset;
      const said = await send("/correct", {
        sha256: now.sha256, form: Number(now.form), path: cell.dataset.path, text: area.value, shown: cell.dataset.text,
      });
      if (said) go(0, now.formId, "已更正，差异已重算（u 撤销）");
    });
  }

  const cellOf = (path) => $$("td.cell").find((cell) => cell.dataset.path === path);

  // What is clicked and typed

  document.addEventListener("click", (event) => {
    const at = (query) => event.target.closest(query);
    const plain = !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (at("[data-open]") && plain) { event.preventDefault(); openCase(at("[data-open]").dataset.open); }
    else if (at("li.row a") && plain) { event.preventDefault(); openCase(at("li.row").dataset.case); }
    else if (at("[data-decide]")) decide(at("[data-decide]").dataset.decide);
    else if (at("[data-zoom]")) enlarge(at("[data-zoom]").dataset.zoom);
    else if (at(".sheets [data-page]")) turn(Number(at("[data-page]").dataset.page));
    else if (at("[data-goto]")) { const cell = cellOf(at("[data-goto]").dataset.goto); if (cell) point(cell); }
    else if (at("textarea")) return;
    else if (at("td.cell")) point(at("td.cell"));
    else if (at("#undo")) undo();
    else if (at("#help")) $("#keys").showModal();
    else if (at("#rewrite")) rewrite();
  });
  document.addEventListener("dblclick", (event) => edit(event.target.closest("td.cell")));
  $("#choose").addEventListener("change", (event) => { if (event.target.tagName === "SELECT") $("#choose").submit(); });

  async function rewrite() {
    tell("正在写入……");
    const said = await send("/rewrite", {});
    if (said) tell(said.text);
  }

  const KEYS = {
    j: () => step(1), k: () => step(-1), 1: () => decide("属实"), 2: () => decide("误报"), 3: () => decide("待核"), 0: () => decide(""),
    u: undo, "/": () => { $("#words").focus(); $("#words").select(); }, "?": () => $("#keys").showModal(),
    r: () => $("#remark")?.focus(), e: () => edit(document.activeElement.closest("td.cell") || $("td.here")),
    "+": () => enlarge("+"), "-": () => enlarge("-"), "=": () => enlarge("="),
    "[": () => turn(Number($(".sheet")?.dataset.page) - 1), "]": () => turn(Number($(".sheet")?.dataset.page) + 1),
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || $("#keys").open) return;
    const typing = event.target.closest("input, textarea, select");
    if (typing) {
      if (event.key === "Escape") typing.blur();
      if (event.key === "Enter" && typing.id === "remark") { event.preventDefault(); decide(shown().dataset.opinion); typing.blur(); }
      if (event.key === "Enter" && typing.id === "who") typing.blur();
      return;
    }
    if (event.key === "Enter" && event.target.matches("td.cell")) { edit(event.target); event.preventDefault(); return; }
    if (Object.hasOwn(KEYS, event.key)) { event.preventDefault(); KEYS[event.key](); }
  });

  const told = sessionStorage.getItem("told");
  if (told) {
    tell(told);
    $("#list").scrollTop = Number(sessionStorage.getItem("scroll"));
    sessionStorage.removeItem("told");
  }
  chosen()?.scrollIntoView({ block: "nearest" });
  settle();
  addEventListener("resize", size);
})();
