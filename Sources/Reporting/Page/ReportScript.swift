/// The few lines of script of a report's page, without which it is whole: they sort tables, hide
/// rows of other values of an axis, and open the stages that a number comes from.
enum ReportScript {
  static let text = """
    "use strict";
    const all = (root, selector) => Array.from(root.querySelectorAll(selector));
    const filter = document.getElementById("filter");
    if (filter) {
      filter.hidden = false;
      filter.addEventListener("submit", event => event.preventDefault());
      filter.addEventListener("change", () => {
        const wanted = all(filter, "select").filter(choice => choice.value !== "");
        for (const part of all(document, "[data-cell]")) {
          const cell = JSON.parse(part.dataset.cell);
          const isOther = wanted.some(choice =>
            choice.dataset.axis in cell && cell[choice.dataset.axis] !== choice.value);
          part.toggleAttribute("data-hidden", isOther);
        }
      });
    }
    const key = (row, column) => {
      const cell = row.cells[column];
      return "value" in cell.dataset ? Number(cell.dataset.value) : cell.textContent;
    };
    const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b
      : typeof a === "number" ? -1 : typeof b === "number" ? 1 : a.localeCompare(b);
    for (const heading of all(document, "thead th")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const isUp = heading.getAttribute("aria-sort") !== "ascending";
        for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", isUp ? "ascending" : "descending");
        const body = heading.closest("table").tBodies[0];
        const rows = Array.from(body.rows);
        rows.sort((a, b) => (isUp ? 1 : -1) * compare(key(a, heading.cellIndex),
          key(b, heading.cellIndex)));
        body.append(...rows);
      });
    }
    const open = anchors => {
      for (const former of all(document, ".chosen")) former.classList.remove("chosen");
      const parts = anchors.map(anchor => document.getElementById(anchor)).filter(part => part);
      for (const part of parts) {
        part.classList.add("chosen");
        part.closest("details").open = true;
      }
      if (parts.length > 0) parts[0].scrollIntoView();
    };
    document.addEventListener("click", event => {
      const link = event.target.closest("td a");
      if (!link) return;
      event.preventDefault();
      open((link.dataset.stages || link.hash.slice(1)).split(" "));
    });
    if (location.hash.startsWith("#s")) open([location.hash.slice(1)]);

    """
}
