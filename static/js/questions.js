/* Questions that only some answers call for are folded away. The same conditions as on the server, which decides. */

for (const form of document.querySelectorAll("[data-autosave], [data-folds]")) {
  const value = (code) => {
    const fields = form.elements.namedItem(code);
    if (!fields) return JSON.parse(form.dataset.known ?? "{}")[code];  // asked in another section
    const list = fields instanceof RadioNodeList ? [...fields] : [fields];
    if (list[0].type === "radio") { const on = list.find((box) => box.checked); return on ? normal(on.value) : undefined; }
    if (list[0].type === "checkbox") return list.length > 1 || list[0].value !== "on" ? list.filter((box) => box.checked).map((box) => box.value) : list[0].checked || undefined;
    if (list[0].multiple) return [...list[0].selectedOptions].map((option) => option.value);
    return list[0].value.trim() || undefined;
  };
  const normal = (text) => (text === "yes" ? true : text === "no" ? false : text);
  const filled = (answer) => answer !== undefined && answer !== "" && !(Array.isArray(answer) && !answer.length);
  const same = (answer, wanted) => answer === wanted || String(answer) === String(wanted);
  const holds = (condition) => {
    if (condition.all) return condition.all.every(holds);
    if (condition.any) return condition.any.some(holds);
    if (condition.not) return !holds(condition.not);
    const answer = value(condition.question);
    if ("filled" in condition && filled(answer) !== condition.filled) return false;
    if ("filled" in condition && !("equals" in condition)) return true;
    if (!filled(answer)) return false;
    const number = Number(String(answer).replace(/[\s\u202f\u00a0]/g, "").replace(",", "."));
    return (!("equals" in condition) || same(answer, condition.equals))
      && (!("in" in condition) || condition.in.some((wanted) => same(answer, wanted)))
      && (!("contains" in condition) || [].concat(answer).includes(condition.contains))
      && (!("at_least" in condition) || number >= condition.at_least)
      && (!("at_most" in condition) || number <= condition.at_most);
  };
  const fold = () => {
    for (const field of form.querySelectorAll("[data-shown-when]")) field.hidden = !holds(JSON.parse(field.dataset.shownWhen));
    if (!("known" in form.dataset)) return;
    for (const slot of document.querySelectorAll(".slot[data-shown-when]")) slot.hidden = !holds(JSON.parse(slot.dataset.shownWhen));
    for (const box of document.querySelectorAll("[data-slots]")) box.hidden = !box.querySelector(".slot:not([hidden])");
  };
  form.addEventListener("input", fold);
  form.addEventListener("fold", fold);
  fold();
}
