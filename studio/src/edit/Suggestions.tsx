/** Instructions to begin with. */
export function Suggestions({ ideas, onTake }: { ideas: string[]; onTake: (instruction: string) => void }) {
    return (
        <div class="suggestions" role="group" aria-label="Ideas">
            {ideas.map((idea) => (
                <button key={idea} type="button" class="chip" onClick={() => onTake(idea)}>
                    {idea}
                </button>
            ))}
        </div>
    );
}
