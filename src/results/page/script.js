"use strict";
for (const table of document.querySelectorAll("table")) {
  const heads = [...table.querySelectorAll("thead th")];
  const value = (row, at) => {
    const text = row.cells[at] ? row.cells[at].textContent.trim() : "";
    const number = parseFloat(text.replace(/−/g, "-").replace(/,/g, "").replace(/^[<>]/, ""));
    return [Number.isNaN(number) ? null : number, text];
  };
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows];
      const last = rows.filter((row) => row.classList.contains("sum"));
      const order = rows.filter((row) => !row.classList.contains("sum")).sort((a, b) => {
        const [x, s] = value(a, at), [y, t] = value(b, at);
        const less = x !== null && y !== null ? x - y : s.localeCompare(t);
        return down ? -less : less;
      });
      table.tBodies[0].append(...order, ...last);
    });
  });
  if (!navigator.clipboard) continue;
  const tools = document.createElement("p");
  const copy = document.createElement("button");
  tools.className = "tools";
  copy.type = "button";
  copy.textContent = "copy this table";
  copy.addEventListener("click", () => {
    const lines = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join("\t"));
    navigator.clipboard.writeText(lines.join("\n")).then(() => { copy.textContent = "copied"; });
  });
  tools.append(copy);
  (table.closest(".scroll") || table).after(tools);
}
