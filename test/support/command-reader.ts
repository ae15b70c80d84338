/** Cuts a stream of requests into commands: arrays of strings, as every client sends them. */
export class CommandReader {
  #rest = Buffer.alloc(0);

  read(data: Buffer): readonly { readonly name: string; readonly bytes: Buffer }[] {
    this.#rest = Buffer.concat([this.#rest, data]);
    const commands = [];
    for (let command = this.#next(); command !== undefined; command = this.#next()) commands.push(command);
    return commands;
  }

  #next(): { readonly name: string; readonly bytes: Buffer } | undefined {
    let at = 0;
    let name = '';
    const number = (): number | undefined => {
      const end = this.#rest.indexOf('\r\n', at);
      if (end === -1) return undefined;
      const value = Number(this.#rest.toString('latin1', at + 1, end));
      at = end + 2;
      return value;
    };
    const words = number();
    if (words === undefined) return undefined;
    for (let word = 0; word < words; word += 1) {
      const length = number();
      if (length === undefined || this.#rest.length < at + length + 2) return undefined;
      if (word === 0) name = this.#rest.toString('latin1', at, at + length).toUpperCase();
      at += length + 2;
    }
    const bytes = this.#rest.subarray(0, at);
    this.#rest = this.#rest.subarray(at);
    return { name, bytes };
  }
}
