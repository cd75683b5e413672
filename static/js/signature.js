/* A signature drawn with a finger or a mouse becomes the file of its place. Without scripts a photo of it is sent. */

const begin = (pad) => {
  if (pad.dataset.ready) return;
  pad.dataset.ready = "1";
  pad.hidden = false;
  const canvas = pad.querySelector("canvas");
  const pen = canvas.getContext("2d");
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.strokeStyle = "#10202a";
  let drawn = false;
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...point(event)); drawn = true; });
  canvas.addEventListener("pointermove", (event) => { if (event.buttons) { pen.lineTo(...point(event)); pen.stroke(); } });
  pad.querySelector("[data-clear]").addEventListener("click", () => { pen.clearRect(0, 0, canvas.width, canvas.height); drawn = false; });
  pad.querySelector("[data-use]").addEventListener("click", () => {
    if (!drawn) return;
    const sheet = document.createElement("canvas");
    sheet.width = canvas.width;
    sheet.height = canvas.height;
    const paper = sheet.getContext("2d");
    paper.fillStyle = "#ffffff";
    paper.fillRect(0, 0, sheet.width, sheet.height);
    paper.drawImage(canvas, 0, 0);
    sheet.toBlob((blob) => {
      const input = pad.closest("form").querySelector("input[type=file]");
      const files = new DataTransfer();
      files.items.add(new File([blob], "signature.png", { type: "image/png" }));
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }, "image/png");
  });
};
const all = (root) => root.querySelectorAll?.("[data-signature]").forEach(begin);
all(document);
document.addEventListener("htmx:afterSwap", () => all(document));
new MutationObserver(() => all(document)).observe(document.body, { childList: true, subtree: true });
