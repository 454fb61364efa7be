// Loaded before a service: its wall clock is the machine's plus as many milliseconds as a file says, from one moment to
// the next. Timers go on as they were, as they do where an operator or a time server sets a clock.
import { readFileSync } from 'node:fs';

const Real = Date;
let offset = 0;

const read = () => {
  try {
    offset = Number(readFileSync(process.env.FAULTS_CLOCK_FILE, 'utf8')) || 0;
  } catch {
    offset = 0;
  }
};
read();
setInterval(read, 100).unref();

const { Date: Jumping } = {
  Date: class extends Real {
    constructor(...given) {
      if (given.length === 0) super(Real.now() + offset);
      else super(...given);
    }
    static now() {
      return Real.now() + offset;
    }
  },
};
globalThis.Date = Jumping;
