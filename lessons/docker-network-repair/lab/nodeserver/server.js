// A small web server: every page it sends names the container that answered.

// Without this, `docker stop` would have to wait ten seconds.
process.on('SIGTERM', () => process.exit(0));

const http = require('http');
const fs = require('fs');
const os = require('os');

const port = 8080;
const address = process.env.LISTEN || '0.0.0.0';
const page = fs.readFileSync('page.html', 'utf8');

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const server = http.createServer((request, response) => {
  const seen = {
    hostname: os.hostname(),
    remote: request.socket.remoteAddress,
    host: request.headers['host'] || '-',
    path: request.url,
    'x-real-ip': request.headers['x-real-ip'] || '-',
    'x-forwarded-for': request.headers['x-forwarded-for'] || '-',
    'x-forwarded-proto': request.headers['x-forwarded-proto'] || '-',
  };
  const fill = (text, change) => text.replace(/\{([a-z-]+)\}/g, (all, name) => (name in seen ? change(seen[name]) : all));

  // One line a request: who asked, by which Host header, for what.
  console.log(fill('{remote} {host} {path} forwarded-for={x-forwarded-for}', (value) => value));

  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(fill(page, escape));
});

server.listen(port, address, () => console.log(`web server is listening on ${address}:${port}`));
