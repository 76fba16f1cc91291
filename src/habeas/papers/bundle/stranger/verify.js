"use strict";
// The same checks and words as verify.py, for a browser. Sends nothing anywhere: the
// page's policy forbids every connection. Formats: docs/spec/bundle.md of Habeas.
const WORDS = {/*words*/};
const SMALL = 16 * 1024 * 1024;
const IGNORED = [".DS_Store", "Thumbs.db", "desktop.ini"];
const N = "(0|[1-9][0-9]{0,18})";
const ENVELOPE = new RegExp(
  "^habeas\\.org/entry/v1\\ncase [0-9a-f]{32}\\nlog ([0-9a-f]{64})\\nindex " + N +
  "\\ncompartment [1-9][0-9]{0,18} epoch [1-9][0-9]{0,18}\\ncommit sha256:([0-9a-f]{64})\\n" +
  "body sha256:[0-9a-f]{64} " + N + "\\n((?:seen [0-9a-f]{64} [1-9][0-9]{0,18} [0-9a-f]{64}\\n)*)$");
const NOTE = new RegExp(
  "^(habeas\\.org/log/([0-9a-f]{64})\\n" + N + "\\n([A-Za-z0-9+/]{43}=)\\n)\\n" +
  "\u2014 habeas\\.org/log/\\2 ([A-Za-z0-9+/]+={0,2})\\n\u2014 habeas\\.org/log/\\2 ([A-Za-z0-9+/]+={0,2})\\n$");
const PROOF = new RegExp(
  "^c2sp\\.org/tlog-proof@v1\\nindex " + N + "\\n((?:[A-Za-z0-9+/]{43}=\\n){0,63})\\n");
const LIST_LINE = /^([0-9a-f]{64}) {2}([^\x00-\x1f%]+)$/;
const IN_LOG = /^data\/logs\/([0-9a-f]{64})\/(?:[0-9]{6,19}\.entry|proofs\/[0-9]{6,19}\.tlog-proof|vkeys|checkpoint(?:\.body|\.ed25519\.sig|\.mldsa44\.body|\.mldsa44\.sig)?|(?:ed25519|mldsa44)\.pem)$/;
const ELSEWHERE = /^(?:data\/index\.html|data\/exhibits\/[^/]+|data\/papers\/custody-report\.(?:pdf|docx|jsonld)|bagit\.txt|bag-info\.txt|VERIFY\.txt|verify\.(?:py|html)|(?:tag)?manifest-sha256\.txt)$/;
const IN_BODIES = /^data\/bodies\/([0-9a-f]{64})\/([0-9]{6,19})\.json$/;
const IN_STAMPS = /^data\/timestamps\/([0-9a-f]{64})\/[0-9]{6,19}\.(?:data|tsr|ots|pem)$/;
const COVERS = /^(head|entry) ([0-9a-f]{64}) (0|[1-9][0-9]{0,15}) ([0-9a-f]{64})$/;
const ED25519_SPKI = bytesOfHex("302a300506032b6570032100");
const KEY = /^[a-z_][a-z0-9_]*$/;
const DEEPEST = 16; // of a body, as docs/spec/body.md says
// The y of the points of small order: such a key would have signed anything.
const PRIME = 2n ** 255n - 19n, SMALL_ORDER = [
  0n, 1n, PRIME - 1n,
  0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826n,
  0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7n,
];
const MLDSA44_SPKI = bytesOfHex("30820532300b06096086480165030403110382052100");

// ---- bytes
function bytesOfHex(hex) {
  return Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
}
function hexOf(bytes) {
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}
function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}
function same(one, two) {
  return one.length === two.length && one.every((value, at) => value === two[at]);
}
function utf8(text) { return new TextEncoder().encode(text); }
function text(bytes) { return new TextDecoder("utf-8", {ignoreBOM: true}).decode(bytes); }
function strictText(bytes) {
  return new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes);
}
function fromBase64(coded) {
  try { return Uint8Array.from(atob(coded), (one) => one.charCodeAt(0)); }
  catch { return new Uint8Array(); }
}
function toBase64(bytes) {
  let binary = "";
  for (const one of bytes) binary += String.fromCharCode(one);
  return btoa(binary);
}
function u64(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}
const CRC = Uint32Array.from({length: 256}, (_, one) => {
  for (let i = 0; i < 8; i++) one = one & 1 ? (one >>> 1) ^ 0xedb88320 : one >>> 1;
  return one;
});
function crc32(bytes, crc) {
  let value = ~crc;
  for (const one of bytes) value = CRC[(value ^ one) & 255] ^ (value >>> 8);
  return ~value >>> 0;
}
async function sha256(...parts) {
  const data = parts.length === 1 ? parts[0] : join(...parts);  // one is not copied
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}
function pem(der) {
  const lines = toBase64(der).match(/.{1,64}/g).join("\n");
  return utf8(`-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`);
}
function six(index) { return String(index).padStart(6, "0"); }

// ---- SHA-256 of a stream (FIPS 180-4): WebCrypto wants the whole file in memory
const K = new Uint32Array(64), H = new Uint32Array(8);
(function constants() {
  const root = (n, power) => { const r = n ** power; return (r - Math.floor(r)) * 2 ** 32; };
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (found < 8) H[found] = root(n, 1 / 2);
    K[found++] = root(n, 1 / 3);
  }
})();
class Digest {
  constructor() { this.state = H.slice(); this.rest = new Uint8Array(); this.size = 0; this.w = new Uint32Array(64); }
  update(chunk) {
    this.size += chunk.length;
    const data = this.rest.length ? join(this.rest, chunk) : chunk;
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    let at = 0;
    for (; at + 64 <= data.length; at += 64) this.block(view, at);
    this.rest = data.slice(at);
  }
  block(view, at) {
    const w = this.w, turn = (x, n) => (x >>> n) | (x << (32 - n));
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = this.state;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { this.state[i] += value; });
  }
  hex() {
    const length = this.size, zeros = (119 - (length % 64)) % 64;
    this.update(join(Uint8Array.of(128), new Uint8Array(zeros), u64(BigInt(length) * 8n)));
    return Array.from(this.state, (word) => word.toString(16).padStart(8, "0")).join("");
  }
}

// ---- report
class NotABundle extends Error {}
class TooLarge extends Error {}
class UnsoundZip extends Error {}
class Unreadable extends Error {}
class Report {
  constructor() { this.holds = []; this.faults = []; this.notes = []; this.logs = []; this.whole = ""; this.unsigned = false; }
  ok(word, params = {}) { this.holds.push({word, ...params}); }
  bad(word, file, params = {}) { this.faults.push({word, file, ...params}); }
  note(word, params = {}) { this.notes.push({word, ...params}); }
}

// ---- sources: a map of path -> {blob, deflated}, in a zip with the {size, crc} that it must have
class Names extends Map {
  constructor() { super(); this.taken = new Set(); } // in small letters
}
function admit(names, name, value, where, report) {
  name = name.normalize("NFC");
  const parts = name.split("/");
  const plain = name.toLowerCase(), odd = names.taken.has(plain) || name.includes("\\") || parts.some((part) => ["", ".", ".."].includes(part)) || /[\x00-\x1f]/.test(name);
  if (where.startsWith("__MACOSX/") || IGNORED.includes(parts[parts.length - 1])) report.note("note_ignored", {file: name});
  else if (odd) report.bad("bad_name", where);
  else { names.set(name, value); names.taken.add(plain); return true; }
  return false;
}
// The folder, with its final slash, in which there is bagit.txt.
function topOf(paths) {
  const found = paths.filter((path) => /^(?:[^/]+\/)?bagit\.txt$/.test(path)).sort((a, b) => a.length - b.length);
  if (!found.length) throw new NotABundle();
  return found[0].slice(0, -"bagit.txt".length);
}
function fromFolder(files, report) {
  const names = new Names(), top = topOf(files.map(([path]) => path));
  for (const [path, blob] of files) {
    admit(names, path.startsWith(top) ? path.slice(top.length) : "", {blob, deflated: false}, path, report);
  }
  return names;
}
// APPNOTE.TXT 4.3: the end record comes last, the directory right before it, and the
// members fill all the rest from the first byte on: a zip that can be read in one way only.
async function soundMembers(file) {
  const tail = await viewOf(file, Math.max(0, file.size - 65557), file.size), end = tail.byteLength - 22;
  let found = end;
  while (found >= 0 && tail.getUint32(found, true) !== 0x06054b50) found--;
  if (found < 0) throw new NotABundle();
  if (found !== end) throw new UnsoundZip();
  const [disk, first, here, count] = [4, 6, 8, 10].map((at) => tail.getUint16(end + at, true));
  const size = tail.getUint32(end + 12, true), start = tail.getUint32(end + 16, true);
  const comment = tail.getUint16(end + 20, true), locator = end >= 20 && tail.getUint32(end - 20, true) === 0x07064b50;
  if (locator || [disk, first, here, count, comment].includes(0xffff) || size === 0xffffffff || start === 0xffffffff) throw new TooLarge();
  if (disk || first || here !== count || comment || start + size !== file.size - 22) throw new UnsoundZip();
  const members = directoryOf(await viewOf(file, start, start + size), count);
  let at = 0, described = false;
  const fits = (gap) => gap === 0 || (described && gap >= 12 && gap <= 24);
  for (const one of [...members].sort((a, b) => a.local - b.local)) {
    if (!fits(one.local - at)) throw new UnsoundZip();
    at = await endOfMember(file, one);
    described = (one.flags & 8) !== 0;
  }
  if (!fits(start - at)) throw new UnsoundZip();
  return members;
}
function directoryOf(data, count) {
  const members = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > data.byteLength || data.getUint32(at, true) !== 0x02014b50) throw new UnsoundZip();
    const [size, extra, comment, disk] = [28, 30, 32, 34].map((place) => data.getUint16(at + place, true));
    if (at + 46 + size + extra > data.byteLength) throw new UnsoundZip();
    const head = new Uint8Array(data.buffer, at, 46), name = new Uint8Array(data.buffer, at + 46, size);
    const flags = data.getUint16(at + 8, true);
    const odd = name.includes(0) || (name.some((one) => one > 127) && !(flags & 0x800));
    if (comment || disk || odd || renames(data, at + 46 + size, extra)) throw new UnsoundZip();
    const packed = data.getUint32(at + 20, true), local = data.getUint32(at + 42, true);
    if ([packed, data.getUint32(at + 24, true), local].includes(0xffffffff)) throw new TooLarge();
    const [crc, whole] = [16, 24].map((place) => data.getUint32(at + place, true));
    members.push({
      flags, method: data.getUint16(at + 10, true), packed, local, head, name, crc, size: whole,
      kind: data.getUint32(at + 38, true) >>> 28, path: nameOf(name), from: 0,
    });
    at += 46 + size + extra;
  }
  if (at !== data.byteLength) throw new UnsoundZip();
  return members;
}
function nameOf(bytes) {
  try { return strictText(bytes); } catch { throw new UnsoundZip(); }
}
async function endOfMember(file, one) {
  const fixed = await viewOf(file, one.local, one.local + 30);
  if (fixed.byteLength < 30 || fixed.getUint32(0, true) !== 0x04034b50) throw new UnsoundZip();
  const size = fixed.getUint16(26, true), extra = fixed.getUint16(28, true), local = new Uint8Array(fixed.buffer);
  const rest = await viewOf(file, one.local + 30, one.local + 30 + size + extra);
  if (rest.byteLength < size + extra || !same(new Uint8Array(rest.buffer, 0, size), one.name) || renames(rest, size, extra)) throw new UnsoundZip();
  if (!same(local.slice(4, 14), one.head.slice(6, 16))) throw new UnsoundZip();
  if (!(one.flags & 8) && !same(local.slice(14, 26), one.head.slice(16, 28))) throw new UnsoundZip();
  one.from = one.local + 30 + size + extra;
  return one.from + one.packed;
}
// Whether an extra field gives another name (0x7075), or has no form.
function renames(data, from, length) {
  let at = from;
  while (at + 4 <= from + length) {
    if (data.getUint16(at, true) === 0x7075) return true;
    at += 4 + data.getUint16(at + 2, true);
  }
  return at !== from + length;
}
async function fromZip(file, report) {
  const names = new Names(), members = await soundMembers(file);
  const top = topOf(members.map((one) => one.path));
  for (const one of members) {
    const plain = [0, 8, 4].includes(one.kind) && [0, 8].includes(one.method) && !(one.flags & ~0x80e);
    const folder = one.path.endsWith("/"), hollow = one.size === 0 && one.packed <= 2;
    const blob = file.slice(one.from, one.from + one.packed), {size, crc} = one;
    const held = {blob, deflated: one.method === 8, size, crc};
    if (!plain || !(one.path + "/").startsWith(top) || (folder && !hollow)) {
      admit(names, one.path.startsWith("__MACOSX/") ? one.path : "", held, one.path, report);
    } else if (!folder) admit(names, one.path.slice(top.length), held, one.path, report);
    else if (one.path !== top) { // it holds nothing, but must not hide anything
      const name = one.path.slice(top.length, -1).normalize("NFC");
      if (admit(names, name, held, one.path, report)) names.delete(name);
    }
  }
  return names;
}
async function viewOf(file, from, to) {
  const buffer = await file.slice(from, to).arrayBuffer();
  return new DataView(buffer);
}

// ---- the files of a bundle: hashes of all, contents of the small ones
class Bag {
  constructor(report) { this.report = report; this.hashes = new Map(); this.small = new Map(); }
  async load(names, progress) {
    const sorted = [...names.keys()].sort();
    for (const [done, name] of sorted.entries()) {
      progress(done, sorted.length);
      await this.take(name, names.get(name));
    }
  }
  async take(name, {blob, deflated, size, crc}) {
    try {
      const stream = deflated ? blob.stream().pipeThrough(new DecompressionStream("deflate-raw")) : blob.stream();
      if (!deflated && blob.size <= SMALL) {
        const data = new Uint8Array(await blob.arrayBuffer());
        if (size !== undefined && (data.length !== size || crc32(data, 0) !== crc)) throw new UnsoundZip();
        this.small.set(name, data);
        this.hashes.set(name, hexOf(await sha256(data)));
        return;
      }
      await this.pour(name, stream, size, crc);
    } catch {
      this.report.bad("bad_form", name);
      if (!this.hashes.has(name)) this.hashes.set(name, "");
    }
  }
  async pour(name, stream, size, crc) {
    const digest = new Digest(), held = [], reader = stream.getReader();
    let sum = 0;
    for (;;) {
      const {done, value} = await reader.read();
      if (done) break;
      digest.update(value);
      if (size !== undefined) sum = crc32(value, sum);
      if (digest.size <= SMALL) held.push(value);
      if (digest.size > size) { await reader.cancel(); break; }
    }
    if (size !== undefined && (digest.size !== size || sum !== crc)) throw new UnsoundZip();
    if (digest.size <= SMALL) this.small.set(name, join(...held));
    this.hashes.set(name, digest.hex());
  }
  has(name) { return this.hashes.has(name); }
  read(name) { return this.small.get(name) || new Uint8Array(); }
  under(folder) { return [...this.hashes.keys()].filter((name) => name.startsWith(folder)).sort(); }
}

// ---- checks
function checkFiles(bag, report) {
  if (text(bag.read("bagit.txt")) !== "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n") report.bad("bad_form", "bagit.txt");
  const before = report.faults.length, all = [...bag.hashes.keys()];
  checkList(bag, report, "manifest-sha256.txt", new Set(all.filter((name) => name.startsWith("data/"))));
  checkList(bag, report, "tagmanifest-sha256.txt", new Set(all.filter((name) => !name.startsWith("data/") && name !== "tagmanifest-sha256.txt")));
  report.whole = bag.hashes.get("tagmanifest-sha256.txt") || "";
  if (report.faults.length === before) report.ok("ok_files", {count: all.length});
}
function checkList(bag, report, path, present) {
  const listed = new Map();
  let lines = "?";
  try { lines = strictText(bag.read(path)); } catch { lines = "?"; }
  if (!lines.endsWith("\n") || !bag.has(path)) report.bad("bad_form", path);
  lines.split("\n").slice(0, -1).forEach((line, at) => {
    const match = LIST_LINE.exec(line), name = match ? match[2].normalize("NFC") : "";
    if (!match || listed.has(name)) report.bad("bad_list", path, {line: at + 1});
    else listed.set(name, match[1]);
  });
  for (const name of [...new Set([...listed.keys(), ...present])].sort()) {
    if (!present.has(name)) report.bad("bad_missing", name, {list: path});
    else if (!listed.has(name)) report.bad("bad_extra", name, {list: path});
    else if (bag.hashes.get(name) !== listed.get(name)) report.bad("bad_changed", name, {list: path});
  }
}
class Log {
  constructor(id) { this.id = id; this.folder = `data/logs/${id}/`; this.envelopes = []; this.commits = new Map(); this.seen = []; this.bodies = new Map(); }
  entry(index) { return `${this.folder}${six(index)}.entry`; }
  body(index) { return `data/bodies/${this.id}/${six(index)}.json`; }
  proof(index) { return `${this.folder}proofs/${six(index)}.tlog-proof`; }
}
async function checkLog(bag, report, log) {
  const before = report.faults.length;
  const count = bag.under(log.folder).filter((name) => name.endsWith(".entry")).length;
  checkEnvelopes(bag, report, log, count);
  const note = NOTE.exec(text(bag.read(log.folder + "checkpoint")));
  if (!note || note[2] !== log.id) { report.bad("bad_form", log.folder + "checkpoint"); return; }
  const size = Number(note[3]), root = fromBase64(note[4]);
  for (let index = 0; index < Math.min(size, count + 1000); index++) {
    if (!bag.has(log.entry(index))) report.bad("bad_gap", log.entry(index));
  }
  if (size !== count) report.bad("bad_size", log.folder + "checkpoint", {size, count});
  const leaves = [];
  for (const one of log.envelopes) leaves.push(await sha256(Uint8Array.of(0), one));
  if (!same(await treeRoot(leaves), root)) report.bad("bad_root", log.folder + "checkpoint");
  if (report.faults.length === before) report.ok("ok_log", {log: log.id.slice(0, 8), size});
  checkBodies(bag, report, log);
  await checkSignatures(bag, report, log, note);
  await checkProofs(bag, report, log, size, root, note[0]);
  await describe(report, log, note[1], size);
}
function checkEnvelopes(bag, report, log, count) {
  for (let index = 0; index < count; index++) {
    const data = bag.read(log.entry(index)), match = data.length <= 65536 ? ENVELOPE.exec(text(data)) : null;
    const seen = match ? match[5].split("\n").slice(0, -1).map((line) => line.split(" ")[1]) : [];
    const sorted = seen.every((one, at) => at === 0 || seen[at - 1] < one);
    log.envelopes.push(data);
    if (!match || !sorted || seen.includes(log.id)) {
      if (bag.has(log.entry(index))) report.bad("bad_form", log.entry(index));
      continue;
    }
    if (match[1] !== log.id || match[2] !== String(index)) report.bad("bad_place", log.entry(index), {index: match[2], log: match[1].slice(0, 8)});
    log.commits.set(index, match[3]);
    for (const line of match[5].split("\n").slice(0, -1)) log.seen.push([index, ...line.split(" ").slice(1)]);
  }
}
async function treeRoot(leaves) {
  if (!leaves.length) return sha256();
  while (leaves.length > 1) {
    const above = [];
    for (let at = 0; at < leaves.length; at += 2) {
      above.push(at + 1 < leaves.length ? await sha256(Uint8Array.of(1), leaves[at], leaves[at + 1]) : leaves[at]);
    }
    leaves = above;
  }
  return leaves[0];
}
function checkBodies(bag, report, log) {
  const before = report.faults.length;
  for (const name of bag.under(`data/bodies/${log.id}/`)) {
    const match = IN_BODIES.exec(name), index = match ? Number(match[2]) : -1;
    if (name !== log.body(index) || !log.commits.has(index)) report.bad("bad_stray", name);
    else if (bag.hashes.get(name) !== log.commits.get(index)) report.bad("bad_body", name, {entry: log.entry(index)});
    else {
      try { log.bodies.set(index, readBody(bag.read(name))); }
      catch { report.bad("bad_form", name); }
    }
  }
  if (report.faults.length === before) report.ok("ok_bodies", {count: log.bodies.size});
}
// Canonical JSON (docs/spec/body.md): one value has one form.
function readBody(data) {
  const coded = strictText(data), value = JSON.parse(coded);
  requirePlain(value, DEEPEST);
  if (JSON.stringify(value) !== coded) throw new RangeError();
  return value;
}
function requirePlain(value, depth) {
  const inner = value && typeof value === "object" ? Object.values(value) : [];
  let ok = typeof value === "boolean" || Number.isSafeInteger(value);
  if (typeof value === "string") ok = !/[\ud800-\udfff]/u.test(value);
  else if (Array.isArray(value)) ok = depth > 0;
  else if (value && typeof value === "object") {
    const keys = Object.keys(value);
    ok = depth > 0 && keys.every((key, at) => KEY.test(key) && (at === 0 || keys[at - 1] < key));
  }
  if (!ok) throw new RangeError();
  for (const one of inner) requirePlain(one, depth - 1);
}
function fieldsOf(body) {
  const record = (one) => (one && typeof one === "object" && !Array.isArray(one) ? one : {});
  return record(record(body).fields);
}
function genesisKey(log) {
  const body = log.bodies.get(0), coded = body && body.type === "log" ? fieldsOf(body).mldsa44 : null;
  const key = typeof coded === "string" ? fromBase64(coded) : new Uint8Array();
  return key.length === 1312 && toBase64(key) === coded ? key : null;
}
async function keyId(name, kind, key) {
  return (await sha256(utf8(name + "\n"), Uint8Array.of(kind), key)).slice(0, 4);
}
async function checkSignatures(bag, report, log, note) {
  const name = "habeas.org/log/" + log.id, first = bytesOfHex(log.id), second = genesisKey(log);
  if (!second) { report.bad("bad_genesis", log.entry(0)); return; }
  const ids = [await keyId(name, 1, first), await keyId(name, 6, second)];
  const vkeys = [[1, first, ids[0]], [6, second, ids[1]]].map(([kind, key, id]) => `${name}+${hexOf(id)}+${toBase64(join(Uint8Array.of(kind), key))}\n`).join("");
  if (text(bag.read(log.folder + "vkeys")) !== vkeys) report.bad("bad_keys", log.folder + "vkeys");
  const blobs = [fromBase64(note[5]), fromBase64(note[6])];
  const good = toBase64(blobs[0]) === note[5] && toBase64(blobs[1]) === note[6] && same(blobs[0].slice(0, 4), ids[0]) && same(blobs[1].slice(0, 12), join(ids[1], new Uint8Array(8))) && blobs[1].length === 2432;
  if (!good) { report.bad("bad_form", log.folder + "checkpoint"); return; }
  const short = join(Uint8Array.of(name.length), utf8(name)), zero = new Uint8Array(8);
  const message = join(utf8("subtree/v1\n\0"), short, zero, short, zero, u64(note[3]), fromBase64(note[4]));
  const pieces = {
    "checkpoint.body": utf8(note[1]), "checkpoint.ed25519.sig": blobs[0].slice(4), "ed25519.pem": pem(join(ED25519_SPKI, first)),
    "checkpoint.mldsa44.body": message, "checkpoint.mldsa44.sig": blobs[1].slice(12), "mldsa44.pem": pem(join(MLDSA44_SPKI, second)),
  };
  for (const [piece, wanted] of Object.entries(pieces)) {
    if (!same(bag.read(log.folder + piece), wanted)) report.bad("bad_derived", log.folder + piece);
  }
  await checkEd25519(report, log, first, utf8(note[1]), blobs[0].slice(4));
  report.note("note_mldsa44", {log: log.id.slice(0, 8)});
}
async function checkEd25519(report, log, raw, message, signature) {
  const y = BigInt("0x" + hexOf(raw.slice().reverse())) % 2n ** 255n; // RFC 8032 5.1.7
  if (y >= PRIME || SMALL_ORDER.includes(y)) { report.bad("bad_ed25519", log.folder + "checkpoint"); return; }
  let key = null;
  try { key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]); }
  catch (error) {
    if (error.name !== "NotSupportedError") { report.bad("bad_ed25519", log.folder + "checkpoint"); return; }
    report.unsigned = true;
    report.note("note_ed25519", {log: log.id.slice(0, 8)});
    return;
  }
  if (await crypto.subtle.verify("Ed25519", key, signature, message)) report.ok("ok_ed25519", {log: log.id.slice(0, 8)});
  else report.bad("bad_ed25519", log.folder + "checkpoint");
}
async function checkProofs(bag, report, log, size, root, note) {
  const before = report.faults.length, wanted = new Map([...log.bodies.keys()].map((index) => [log.proof(index), index]));
  for (const name of [...new Set([...wanted.keys(), ...bag.under(log.folder + "proofs/")])].sort()) {
    if (!wanted.has(name)) { report.bad("bad_stray", name); continue; }
    const index = wanted.get(name), whole = text(bag.read(name)), match = PROOF.exec(whole);
    const lines = match ? match[2].split("\n").slice(0, -1) : [], hashes = lines.map(fromBase64);
    const plain = hashes.every((one, at) => toBase64(one) === lines[at]);
    const climbed = await climb(log.envelopes[index], index, size, hashes);
    if (!match || whole.slice(match[0].length) !== note || match[1] !== String(index) || !plain || !climbed || !same(climbed, root)) report.bad("bad_proof", name);
  }
  if (report.faults.length === before) report.ok("ok_proofs", {count: wanted.size});
}
async function climb(envelope, index, size, hashes) {
  let last = size - 1, here = await sha256(Uint8Array.of(0), envelope);
  for (const one of hashes) {
    if (last === 0) return null;
    if (index % 2 || index === last) {
      here = await sha256(Uint8Array.of(1), one, here);
      while (index && index % 2 === 0) { index /= 2; last = Math.floor(last / 2); }
    } else here = await sha256(Uint8Array.of(1), here, one);
    index = Math.floor(index / 2); last = Math.floor(last / 2);
  }
  return last === 0 ? here : null;
}
async function describe(report, log, head, size) {
  const runs = [];
  let count = 0;
  for (let index = 0; index < size && index < log.envelopes.length; index++) {
    if (log.bodies.has(index)) continue;
    count++;
    const last = runs[runs.length - 1];
    if (last && last[1] === index - 1) last[1] = index; else runs.push([index, index]);
  }
  const ranges = runs.map(([a, b]) => (a === b ? String(a) : `${a}\u2013${b}`)).join(", ");
  report.logs.push({log: log.id.slice(0, 8), size, count, ranges, fingerprint: hexOf(await sha256(utf8(head)))});
}
async function checkSeen(report, logs) {
  const sizes = new Map(logs.map((log) => [log.id, new Set()])), roots = new Map(), missing = new Set();
  for (const log of logs) for (const [, other, size] of log.seen) if (sizes.has(other)) sizes.get(other).add(size);
  for (const log of logs) roots.set(log.id, await rootsAt(log.envelopes, sizes.get(log.id)));
  for (const log of logs) {
    for (const [index, other, size, root] of log.seen) {
      const params = {log: other.slice(0, 8), size};
      if (roots.has(other)) {
        if (roots.get(other).get(size) !== root) report.bad("bad_seen", log.entry(index), params);
      } else if (!missing.has(other)) {
        missing.add(other);
        report.bad("bad_unenclosed", log.entry(index), params);
      }
    }
  }
}
// The roots of the first so many envelopes, in one pass; sizes are decimal strings.
async function rootsAt(envelopes, sizes) {
  const roots = new Map(), trees = [];
  for (const [at, one] of envelopes.entries()) {
    trees.push(await sha256(Uint8Array.of(0), one));
    for (let left = at + 1; left % 2 === 0; left /= 2) {
      const right = trees.pop();
      trees.push(await sha256(Uint8Array.of(1), trees.pop(), right));
    }
    if (!sizes.has(String(at + 1))) continue;
    let root = trees[trees.length - 1];
    for (let i = trees.length - 2; i >= 0; i--) root = await sha256(Uint8Array.of(1), trees[i], root);
    roots.set(String(at + 1), hexOf(root));
  }
  return roots;
}
function checkExhibits(bag, report, logs) {
  const named = new Map(), missing = new Map(), quotes = [], exhibits = bag.under("data/exhibits/");
  for (const log of logs) {
    for (const [index, body] of log.bodies) {
      const fields = fieldsOf(body), digest = fieldsOf({fields: fields.file}).sha256;
      if (typeof digest === "string") {
        if (!named.has(digest)) named.set(digest, new Set());
        named.get(digest).add(typeof body.id === "string" ? body.id : "");
        if (["document", "extract"].includes(body.type) && !missing.has(digest)) missing.set(digest, log.body(index));
      }
      quotes.push([log.body(index), fieldsOf({fields: fields.passage})]);
    }
  }
  const strangers = exhibits.filter((name) => !named.has(bag.hashes.get(name)));
  for (const name of strangers) report.bad("bad_exhibit", name);
  const times = new Map();
  let twice = false;
  for (const name of exhibits) {
    const digest = bag.hashes.get(name);
    times.set(digest, (times.get(digest) || 0) + 1);
    if (named.has(digest) && times.get(digest) > named.get(digest).size) { twice = true; report.bad("bad_twice", name); }
  }
  for (const [digest, name] of missing) if (!times.has(digest)) report.note("note_exhibit", {file: name});
  if (!strangers.length && !twice) report.ok("ok_exhibits", {count: exhibits.length});
  const texts = new Map(exhibits.map((name) => [bag.hashes.get(name), name]));
  const here = quotes.filter(([, one]) => texts.has(one.version));
  // Offsets count Unicode code points, not the UTF-16 units of JavaScript.
  const wrong = here.filter(([, {version, start, end, quote}]) => {
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start) return true;
    return Array.from(text(bag.read(texts.get(version)))).slice(start, end).join("") !== quote;
  });
  for (const [where] of wrong) report.bad("bad_passage", where);
  if (!wrong.length && here.length) report.ok("ok_passages", {count: here.length});
}
// Every timestamp is the one that a disclosed entry holds, over what is enclosed.
async function checkStamps(bag, report, logs) {
  const wanted = new Map(), count = {tsr: 0, ots: 0}, known = new Map(logs.map((log) => [log.id, log]));
  const joined = (lines, end) => (Array.isArray(lines) ? lines : []).filter((one) => typeof one === "string").map((one) => one + end).join("");
  for (const log of logs) {
    for (const [index, body] of [...log.bodies].sort(([a], [b]) => a - b)) {
      const fields = fieldsOf(body);
      if (!body || body.type !== "timestamp" || fields.token === undefined) continue;
      const base = `data/timestamps/${log.id}/${six(index)}.`, covered = await coveredBy(bag, known, fields);
      if (!covered) { report.bad("bad_covered", log.body(index)); continue; }
      const suffix = fields.scheme === "rfc3161" ? "tsr" : "ots";
      const files = {data: covered, [suffix]: fromBase64(joined(fields.token, "")), pem: utf8(joined(fields.ca, "\n"))};
      for (const [one, data] of Object.entries(files)) if (data.length) wanted.set(base + one, data);
      count[suffix]++;
    }
  }
  const before = report.faults.length;
  for (const name of [...new Set([...wanted.keys(), ...bag.under("data/timestamps/")])].sort()) {
    if (!wanted.has(name)) report.bad("bad_stray", name);
    else if (!bag.has(name) || !same(bag.read(name), wanted.get(name))) report.bad("bad_stamp", name);
  }
  if (report.faults.length !== before) return;
  if (count.ots) report.note("note_ots", {count: count.ots});
  if (count.tsr) report.note("note_stamps", {count: count.tsr});
}
async function coveredBy(bag, known, fields) {
  const match = COVERS.exec(String(fields.covers)), log = match ? known.get(match[2]) : null;
  if (!log) return null;
  const number = Number(match[3]), digest = match[4];
  let data = new Uint8Array();
  if (match[1] === "head") {
    if ((await rootsAt(log.envelopes.slice(0, number), new Set([match[3]]))).get(match[3]) !== digest) return null;
    data = utf8(`habeas.org/log/${log.id}\n${match[3]}\n${toBase64(bytesOfHex(digest))}\n`);
  } else {
    if (log.bodies.has(number)) data = bag.read(log.body(number));
    if (hexOf(await sha256(data)) !== digest) return null;
  }
  return hexOf(await sha256(data)) === fields.imprint ? data : null;
}
function belongs(name, ids) {
  const match = IN_LOG.exec(name) || IN_BODIES.exec(name) || IN_STAMPS.exec(name);
  return match ? ids.has(match[1]) : ELSEWHERE.test(name);
}
async function check(names, report, progress) {
  const bag = new Bag(report);
  await bag.load(names, progress);
  await checkBag(bag, report);
}
async function checkBag(bag, report) {
  if (!bag.has("bagit.txt")) throw new NotABundle();
  checkFiles(bag, report);
  const ids = new Set(bag.under("data/logs/").map((name) => IN_LOG.exec(name)).filter(Boolean).map((match) => match[1]));
  const logs = [...ids].sort().map((id) => new Log(id));
  for (const log of logs) await checkLog(bag, report, log);
  for (const name of bag.under("")) if (!belongs(name, ids)) report.bad("bad_stray", name);
  if (!logs.length) report.bad("bad_missing", "data/logs/", {list: "bagit.txt"});
  await checkSeen(report, logs);
  checkExhibits(bag, report, logs);
  await checkStamps(bag, report, logs);
}

// ---- the page
const $ = (id) => document.getElementById(id);
let language = document.documentElement.lang in WORDS ? document.documentElement.lang : "en";
let shown = null;
function say(word, params = {}) {
  return (WORDS[language][word] || word).replace(/\{(\w+)\}/g, (_, name) => String(params[name]))
    .replace(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "?");
}
function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content !== undefined) made.textContent = content;
  return made;
}
function grouped(digits) { return (digits.match(/.{1,4}/g) || []).join(" "); }
function verdictOf(report) {
  return report.faults.length ? "verdict_bad" : report.unsigned ? "verdict_open" : "verdict_ok";
}
function printOf(label, digits) {
  const box = element("div", "print", label);
  box.append(element("code", "", grouped(digits)));
  return box;
}
function listOf(className, lines) {
  const list = element("ul", className);
  for (const line of lines) list.append(element("li", "", line));
  return list;
}
function showReport(report) {
  const target = $("report"), word = verdictOf(report);
  target.replaceChildren();
  target.hidden = false;
  const mark = {verdict_ok: "✓", verdict_bad: "✕", verdict_open: "○"}[word];
  const verdict = element("p", "verdict " + word);
  const sign = element("span", "", mark);
  sign.setAttribute("aria-hidden", "true");
  verdict.append(sign, element("span", "", say(word, {count: report.faults.length})));
  target.append(verdict);
  for (const part of ["faults", "holds", "notes"]) {
    if (!report[part].length) continue;
    target.append(element("h2", "", say(part)), listOf(part, report[part].map((one) => say(one.word, one))));
  }
  for (const log of report.logs) {
    target.append(element("p", "", say(log.count ? "withheld" : "all_disclosed", log)));
    target.append(printOf(say("fingerprint", log), log.fingerprint));
  }
  if (!report.faults.length) target.append(printOf(say("whole"), report.whole));
  target.append(element("h2", "", say("proves_not")), listOf("", ["not_true", "not_time", "not_later", "not_who", "not_page"].map((one) => say(one))));
}
function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = say(one.dataset.word);
  for (const one of $("languages").children) one.setAttribute("aria-pressed", String(one.lang === chosen));
  if (shown) showReport(shown);
}
async function run(source) {
  const report = new Report();
  shown = null;
  $("report").hidden = true;
  const progress = (done, all) => { if (done % 50 === 0) $("progress").textContent = say("working", {done, all}); };
  try {
    if (!globalThis.crypto || !crypto.subtle) { $("progress").textContent = say("old_browser"); return; }
    await check(await source(report), report, progress);
    shown = report;
    $("progress").textContent = "";
    showReport(report);
    $("report").focus();
  } catch (error) {
    const word = error instanceof TooLarge ? "too_large" : error instanceof UnsoundZip ? "bad_zip" : error instanceof Unreadable ? "unreadable" : "not_a_bundle";
    $("progress").textContent = say(word);
    if (word === "not_a_bundle" && !(error instanceof NotABundle)) throw error;
  }
}
// A folder dropped on a page from file: can be read through handles in Chromium, through
// entries in Firefox and Safari; where neither can, the button still can.
async function walkHandle(handle, path, found) {
  if (handle.kind === "file") { found.push([path + handle.name, await handle.getFile()]); return; }
  for await (const one of handle.values()) await walkHandle(one, path + handle.name + "/", found);
}
async function walkEntry(entry, path, found) {
  if (entry.isFile) {
    found.push([path + entry.name, await new Promise((good, bad) => entry.file(good, bad))]);
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((good, bad) => reader.readEntries(good, bad));
    if (!some.length) return;
    for (const one of some) await walkEntry(one, path + entry.name + "/", found);
  }
}
async function fromDrop(items, report) {
  const {files, entries, handles} = items;
  if (files.length === 1 && !(entries[0] && entries[0].isDirectory)) return fromZip(files[0], report);
  const found = [];
  try {
    const opened = (await Promise.all(handles)).filter(Boolean);
    if (opened.length) for (const one of opened) await walkHandle(one, "", found);
    else for (const one of entries) await walkEntry(one, "", found);
  } catch { throw new Unreadable(); }
  return fromFolder(found, report);
}
for (const one of Object.keys(WORDS)) {
  const button = element("button", "", {en: "EN", ru: "RU", kk: "ҚАЗ"}[one] || one);
  button.lang = one;
  button.type = "button";
  button.addEventListener("click", () => speak(one));
  $("languages").append(button);
}
$("zip").addEventListener("change", (event) => {
  const [file] = event.target.files;
  event.target.value = ""; // so that the same file, mended, can be chosen again
  if (file) run((report) => fromZip(file, report));
});
$("folder").addEventListener("change", (event) => {
  const files = Array.from(event.target.files, (file) => [file.webkitRelativePath, file]);
  event.target.value = "";
  if (files.length) run(async (report) => fromFolder(files, report));
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    $("drop").classList.toggle("over", kind === "dragover");
  });
}
document.addEventListener("drop", (event) => {
  const items = Array.from(event.dataTransfer.items).filter((item) => item.kind === "file");
  // Handles and entries must be taken here: they are gone once this function returns.
  const dropped = {
    files: Array.from(event.dataTransfer.files),
    entries: items.map((item) => item.webkitGetAsEntry()).filter(Boolean),
    handles: items.map((item) => (item.getAsFileSystemHandle ? item.getAsFileSystemHandle().catch(() => null) : null)),
  };
  run((report) => fromDrop(dropped, report));
});
speak(language);
