import { type DataClassOf, type Field, isRecord, type Shape, shapeOf } from './data-shape.js';
import { type DataRead, countFields } from './read-well-formed.js';

/** `field` is a JSON pointer; neither repeats a value. */
export interface DataDefect {
  readonly field: string;
  readonly detail: string;
}

export interface Manner {
  /** What the class does not know, and null: left out, as for messages, or refused. */
  readonly unknown: 'left-out' | 'refused';
  /** So many defects are worked out, and no more of the data is looked at then. */
  readonly most: number;
  /** Numbers may come as text, as they do in an address. */
  readonly asText?: boolean;
}

export type Careful<T extends object = object> = DataRead<T> | { readonly defects: readonly DataDefect[] };

/** Reads data by the rules of its class, and names what is wrong with it. Never throws for what the data holds. */
export function readWithCare<T extends object>(
  dataClass: DataClassOf<T>,
  raw: Record<string, unknown>,
  manner: Manner,
  pointer = '',
): Careful<T> {
  const reading = new Reading(manner);
  const data = reading.object(shapeOf(dataClass), raw, pointer) as T;
  return reading.defects.length === 0 ? { data, dropped: reading.dropped } : { defects: reading.defects };
}

class Reading {
  readonly defects: DataDefect[] = [];
  dropped = 0;

  constructor(private readonly manner: Manner) {}

  object(shape: Shape, raw: Record<string, unknown>, at: string): object {
    const data = new shape.dataClass() as Record<string, unknown>;
    for (const field of shape.fields.values()) {
      if (this.isEnough) return data;
      const value = this.field(field, Object.hasOwn(raw, field.name) ? raw[field.name] : undefined, at);
      if (value !== undefined) data[field.name] = value;
    }
    this.unknown(shape, raw, at);
    return data;
  }

  private get isEnough(): boolean {
    return this.defects.length >= this.manner.most;
  }

  private field(field: Field, given: unknown, parent: string): unknown {
    const at = `${parent}/${field.name}`;
    if (given === null && this.manner.unknown === 'refused')
      return this.wrong(at, 'must be left out or have a value');
    const value = this.made(field, given ?? undefined);
    if (value === undefined && !field.needed) return undefined;
    for (const { passes, each, says } of field.checks) {
      if (!each || !Array.isArray(value)) {
        if (!passes(value)) return this.wrong(at, says);
      } else if (this.everyOne(value, at, passes, says)) return undefined;
    }
    return field.nested === undefined ? value : this.nested(field, field.nested, value, at);
  }

  private made({ made, isNumber }: Field, given: unknown): unknown {
    const value =
      isNumber && this.manner.asText === true && typeof given === 'string' ? Number(given) : given;
    return made === undefined ? value : made(value);
  }

  /** Whether one of them was wrong. */
  private everyOne(
    values: readonly unknown[],
    at: string,
    passes: (value: unknown) => boolean,
    says: string,
  ): boolean {
    const before = this.defects.length;
    for (const [index, value] of values.entries()) {
      if (this.isEnough) break;
      if (!passes(value)) this.wrong(`${at}/${index}`, says);
    }
    return this.defects.length > before;
  }

  private nested({ isList }: Field, shape: Shape, value: unknown, at: string): unknown {
    if (!isList) return isRecord(value) ? this.object(shape, value, at) : this.wrong(at, 'must be an object');
    const items: object[] = [];
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      if (this.isEnough) break;
      if (isRecord(item)) items.push(this.object(shape, item, `${at}/${index}`));
      else this.wrong(`${at}/${index}`, 'must be an object');
    }
    return items;
  }

  private unknown({ fields }: Shape, raw: Record<string, unknown>, at: string): void {
    const refuses = this.manner.unknown === 'refused';
    let unnamed = false;
    for (const key of Object.keys(raw)) {
      if (fields.has(key) || raw[key] === undefined) continue;
      if (this.isEnough) return;
      if (!refuses) this.dropped += raw[key] === null ? 0 : 1 + countFields(raw[key]);
      else if (mayBeNamed(key)) this.wrong(`${at}/${key.slice(0, NAMED_CHARACTERS)}`, UNKNOWN);
      else if (!unnamed) {
        unnamed = true;
        this.wrong(at, 'has a field that is not known');
      }
    }
  }

  private wrong(field: string, detail: string): undefined {
    this.defects.push({ field, detail });
  }
}

const UNKNOWN = 'is not a field that is known';
const NAMED_CHARACTERS = 64;

/** A field's name may be data that went astray: what looks like an address, a name of a person or a number is not repeated. */
const mayBeNamed = (key: string): boolean => /^[\w$.-]+$/.test(key) && !/(\d\D?){5}/.test(key);
