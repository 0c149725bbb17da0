/** The names that /openapi.json lists; a test compares them. */
export const samplers = [
    'ddim',
    'euler',
    'euler-karras',
    'euler-a',
    'dpm++2m',
    'dpm++2m-karras',
    'dpm++2m-sde',
    'pndm',
    'lms',
    'unipc',
    'lcm',
    'ddpm',
];
