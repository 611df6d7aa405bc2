export const log = (line: string) => console.log(line.trim());
