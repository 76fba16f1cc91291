// Drives the functions of verify.js in its own page. A blob here is bytes in memory: a
// real one answers the same, hundreds of times slower.
globalThis.harness = (() => {
  const LISTS = ["manifest-sha256.txt", "tagmanifest-sha256.txt"];
  const quiet = () => {};
  let files = new Map(), whole = null;

  const blobOf = (data) => ({
    size: data.length,
    // Whoever reads it changes nothing: what has its memory to itself is not copied.
    arrayBuffer: async () => (data.length === data.buffer.byteLength ? data : data.slice()).buffer,
    slice: (from, to) => blobOf(data.subarray(from, to)),
    stream: () => flowing(() => new Blob([data]).stream()),
  });
  // Most streams are asked for and never read: making a real one is most of the time.
  const flowing = (made) => ({
    getReader: () => made().getReader(),
    pipeThrough: (by) => made().pipeThrough(by),
  });
  const held = (data) => ({blob: blobOf(data), deflated: false});
  const flipped = (data, at, masks) => {
    const copy = data.slice();
    copy[at] ^= masks[at % masks.length];
    return copy;
  };
  const again = () => {
    const bag = new Bag(new Report());
    bag.hashes = new Map(whole.hashes);
    bag.small = new Map(whole.small);
    return bag;
  };
  const decoded = (coded) => new Map(Object.entries(coded).map(([name, one]) => [name, fromBase64(one)]));
  const found = (report) => report.faults.map(({word, file}) => [word, file]);

  async function load(coded) {
    files = decoded(coded);
    whole = new Bag(new Report());
    await whole.load(new Map([...files].map(([name, data]) => [name, held(data)])), quiet);
    await checkBag(whole, whole.report);
    if (whole.report.faults.length) throw new Error("not whole");
  }
  // Many at once: most of the time of one goes by waiting for the hashes of its bytes.
  async function missedOf(places, notices) {
    const missed = [];
    for (let from = 0; from < places.length; from += 100) {
      await Promise.all(places.slice(from, from + 100).map(async (at) => {
        if (!(await notices(at))) missed.push(at);
      }));
    }
    return missed;
  }
  const placesOf = (name) => [...files.get(name).keys()];
  async function unnoticed(name, masks) {
    const named = ({file, list}) => file === name || (LISTS.includes(name) && list === name);
    return missedOf(placesOf(name), async (at) => {
      const bag = again();
      await bag.take(name, held(flipped(files.get(name), at, masks)));
      checkFiles(bag, bag.report);
      return bag.report.faults.some(named);
    });
  }
  async function relist(bag, name, into) {
    const before = text(bag.read(into)), old = whole.hashes.get(name);
    await bag.take(into, held(utf8(before.replaceAll(old, bag.hashes.get(name)))));
  }
  async function unnoticedThoughMended(name, masks, step) {
    const places = placesOf(name).filter((at) => at % step === 0);
    return missedOf(places, async (at) => {
      const bag = again();
      await bag.take(name, held(flipped(files.get(name), at, masks)));
      if (name.startsWith("data/")) await relist(bag, name, LISTS[0]);
      await relist(bag, name.startsWith("data/") ? LISTS[0] : name, LISTS[1]);
      await checkBag(bag, bag.report);
      const words = bag.report.faults.map(({word}) => word);
      return words.length && !words.includes("bad_changed");
    });
  }
  async function faultsOfZip(data) {
    const report = new Report();
    try {
      await check(await fromZip(blobOf(data), report), report, quiet);
    } catch (error) {
      if (error instanceof UnsoundZip) return [["bad_zip", ""]];
      if (error instanceof TooLarge) return [["too_large", ""]];
      if (error instanceof NotABundle) return [["not_a_bundle", ""]];
      throw error;
    }
    return found(report);
  }
  async function unnoticedInZip(coded, places, masks) {
    const data = fromBase64(coded);
    return missedOf(places, async (at) => (await faultsOfZip(flipped(data, at, masks))).length);
  }
  async function judge(coded) {
    const report = new Report(), given = [...decoded(coded)];
    try {
      const names = fromFolder(given.map(([name, data]) => ["b/" + name, blobOf(data)]), report);
      await check(names, report, quiet);
    } catch (error) {
      if (error instanceof NotABundle) return [["not_a_bundle", ""]];
      throw error;
    }
    return found(report);
  }
  const judgeZip = (coded) => faultsOfZip(fromBase64(coded));
  return {load, unnoticed, unnoticedThoughMended, unnoticedInZip, judge, judgeZip};
})();
