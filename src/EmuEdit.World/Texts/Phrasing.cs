using System.Text;
using EmuEdit.Core;

namespace EmuEdit.World.Texts;

/// <summary>
/// Several ways to phrase one text. A pattern may hold alternatives, "(remove|delete) {0}", and
/// placeholders for names, {0}, {1}. Some patterns are held out: training never sees them, so that
/// a test can tell understanding from memory.
/// </summary>
internal sealed class Phrasing
{
    private readonly string[] _seen, _heldOut;

    private Phrasing(string[] seen, string[] heldOut) => (_seen, _heldOut) = (seen, heldOut);

    public static Phrasing Of(params string[] seen) => new(seen, []);

    /// <summary>Returns this phrasing with patterns that only held-out data use.</summary>
    public Phrasing HeldOut(params string[] patterns) => new(_seen, patterns);

    /// <summary>Returns one of the phrasings with the names filled in.</summary>
    public string Say(Voice voice, params string[] names) => string.Format(Pattern(voice), names);

    /// <summary>Returns one of the phrasings with its placeholders, for a text that is used twice.</summary>
    public string Pattern(Voice voice) => Choose(voice.Random.Pick(voice.HeldOut && _heldOut.Length > 0 ? _heldOut : _seen), voice.Random);

    private static string Choose(string pattern, CounterRandom random)
    {
        var text = new StringBuilder();
        for (var at = 0; at < pattern.Length;)
        {
            var open = pattern.IndexOf('(', at);
            if (open < 0)
                return text.Append(pattern, at, pattern.Length - at).ToString();
            var close = pattern.IndexOf(')', open);
            text.Append(pattern, at, open - at).Append(random.Pick(pattern[(open + 1)..close].Split('|')));
            at = close + 1;
        }
        return text.ToString();
    }
}

/// <summary>The source of random choices, and whether held-out phrasings are used.</summary>
internal sealed record Voice(CounterRandom Random, bool HeldOut);
