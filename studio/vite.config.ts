import { defineConfig } from 'vite';

// Addresses are relative, so that the page works under any path; what has a hash in its name lies in one folder, which may be cached for ever.
export default defineConfig({
    base: './',
    build: {
        outDir: 'dist',
        assetsDir: 'studio',
        assetsInlineLimit: 0,
        target: 'es2022',
        cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
        modulePreload: { polyfill: false },
    },
    server: { proxy: { '/api': 'http://127.0.0.1:7071', '/healthz': 'http://127.0.0.1:7071' } },
});
