/** What Python does for the coder's page, where there is no kernel: `_asked` of statement_coder.py. */
import { agreementOf, sentences } from "./agreement.js";
import { codesFile, FileError, readCodes } from "./file.js";

/** @param {any} model */
export function answer(model) {
  /** @type {string[]} */
  let remarks = [];
  const say = () => {
    const neighbour = model.get("neighbour");
    model.set("_found", neighbour.theirs ? sentences(model.get("codes"), neighbour, remarks) : []);
  };
  model.on("change:codes", say);
  model.on("change:neighbour", say);

  /** @param {ArrayBuffer} buffer */
  function take(buffer) {
    const { theirs, again, remarks: said } = readCodes(new Uint8Array(buffer), model.get("_meta"));
    if (!agreementOf(model.get("codes"), theirs))
      throw new FileError("No statement is coded by both of you yet.");
    const { theirs_again: _, ...kept } = model.get("neighbour");
    const second = again.some((one) => one !== null) ? { theirs_again: again } : {};
    remarks = said;
    model.set("neighbour", { ...kept, theirs, ...second });
    model.save_changes();
  }

  model.answer = (/** @type {any} */ content, /** @type {ArrayBuffer[]} */ buffers) => {
    if (content.save)
      return { file: codesFile(model.get("_meta"), model.get("codes"), model.get("neighbour")) };
    try {
      take(buffers[0]);
      return { taken: true };
    } catch (problem) {
      if (problem instanceof FileError) return { refused: problem.message };
      throw problem;
    }
  };
}
