using EmuEdit.Core;
using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions;

/// <summary>
/// What an agent is asked about one sample: system message, job, acknowledgement, exemplars as
/// caption -> JSON turns, and the new caption last. Which exemplars, in which order and with which
/// verbs follows from (seed, index, task).
/// </summary>
/// <param name="Caption">
/// The caption of the sample's input picture: for half of the samples of a translation task that of
/// the map, so that both directions are written.
/// </param>
/// <param name="Verb">The verb that the job names.</param>
/// <param name="Exemplars">The exemplars as they are shown.</param>
/// <param name="Messages">The chat.</param>
internal sealed record AgentPrompt(string Caption, string Verb, IReadOnlyList<Exemplar> Exemplars, IReadOnlyList<ChatMessage> Messages)
{
    private const int Stream = 32;

    public static AgentPrompt Draw(TaskAgent agent, string caption, long seed, long index, double exemplarShare)
    {
        var random = new CounterRandom(seed, index, Stream + agent.Task.Index);
        var verb = random.Pick(agent.Verbs);
        var back = random.Chance(0.5f);
        var count = Math.Max(1, (int)(exemplarShare * agent.Exemplars.Count));
        var shown = random.Shuffle(agent.Exemplars).Take(count).Select(e => e.With(random.Pick(agent.Verbs))).ToList();
        var described = back && agent.Map is { } map && !WordComparison.AreIn(map, caption) ? $"a {map} of {caption}" : caption;
        return new(described, verb, shown, AgentTexts.Chat(agent, described, verb, shown));
    }
}
