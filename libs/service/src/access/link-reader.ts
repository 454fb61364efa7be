/** Reads the links of data subjects. */
export interface LinkReader {
  /** One and the same for however it is written, with what a mail program put around it; undefined for what is no link of ours. */
  wholeLink(written: string): string | undefined;
}
