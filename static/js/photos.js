/* Photos are made smaller before they are sent: at most 1600 pixels, as JPEG. What cannot be read is sent as it is. */

const LONGEST = 1600;
const LIGHT = 300 * 1024;

export async function shrink(input) {
  const files = await Promise.all([...input.files].map(smaller));
  try {
    const box = new DataTransfer();
    for (const file of files) box.items.add(file);
    input.files = box.files;
  } catch { /* an old browser: the photo goes as it is */ }
}

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < LIGHT) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.[^.]+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}

for (const form of document.querySelectorAll("[data-photos]")) {
  form.addEventListener("change", (event) => { if (event.target.type === "file") shrink(event.target); });
}
