/** Where log lines go. */
export interface LogStream {
  write(text: string): unknown;
}
