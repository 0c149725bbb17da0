import board from './scenes/board.webp';
import forest from './scenes/forest.webp';
import meadow from './scenes/meadow.webp';
import sale from './scenes/sale.webp';

/** A picture of the built-in world to begin with, and what could be done with it. */
export interface Scene {
    name: string;
    address: string;
    ideas: string[];
}

export const scenes: Scene[] = [
    { name: 'Someone in a meadow', address: meadow, ideas: ['remove the red cube', 'make it night', 'make it winter'] },
    {
        name: 'Cones on a chessboard',
        address: board,
        ideas: ['remove the green cone', 'turn it into a pencil sketch', 'make it night'],
    },
    {
        name: 'A sign in the desert',
        address: sale,
        ideas: ['remove the wooden cube', 'let it snow', 'make the picture darker'],
    },
    {
        name: 'A clearing',
        address: forest,
        ideas: ['remove the stone cylinder', 'make it midnight', 'turn it into a pencil sketch'],
    },
];

const general = ['make it night', 'turn it into a pencil sketch', 'let it snow'];
const known = new Map<string, string[]>();

/** What could be done with the picture of a session. */
export const ideasOf = (session: string) => known.get(session) ?? general;

export const remember = (session: string, ideas: string[]) => void known.set(session, ideas);
