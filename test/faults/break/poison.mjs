// Loaded before a service: whoever parses a text with one of these words in it dies, or goes on for ever, as with a
// message that a parser cannot bear.
const parse = JSON.parse;

JSON.parse = (text, ...more) => {
  if (typeof text === 'string') {
    if (text.includes('poison-that-kills')) process.kill(process.pid, 'SIGKILL');
    while (text.includes('poison-that-blocks'));
  }
  return parse(text, ...more);
};
