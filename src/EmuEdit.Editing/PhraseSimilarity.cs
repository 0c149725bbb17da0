namespace EmuEdit.Editing;

/// <summary>
/// Similarity of two instructions: Dice's coefficient (1945) over their words and pairs
/// of neighbouring words. 0 means nothing in common, 1 the same words in the same order.
/// </summary>
internal static class PhraseSimilarity
{
    /// <summary>
    /// Similarity from which two instructions count as the same request. About one word in four may differ, for example the object's name.
    /// </summary>
    public const float Like = 0.6f;

    private static readonly char[] Separators = [.. " \t\r\n.,;:!?\"'()"];

    /// <summary>Similarity of an instruction to the nearest phrase; 0 if there are no phrases.</summary>
    public static float OfNearest(string instruction, IReadOnlyList<string> phrases)
    {
        var asked = Parts(instruction);
        return phrases.Select(phrase => Of(asked, Parts(phrase))).DefaultIfEmpty().Max();
    }

    /// <summary>Similarity of two instructions.</summary>
    public static float Of(string a, string b) => Of(Parts(a), Parts(b));

    private static float Of(Dictionary<string, int> a, Dictionary<string, int> b)
    {
        var (sum, common) = (a.Values.Sum() + b.Values.Sum(), a.Sum(part => Math.Min(part.Value, b.GetValueOrDefault(part.Key))));
        return sum == 0 ? 0 : 2f * common / sum;
    }

    private static Dictionary<string, int> Parts(string text)
    {
        var words = text.ToLowerInvariant().Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var pairs = words.Zip(words.Skip(1), (first, second) => $"{first} {second}");
        return words.Concat(pairs).CountBy(part => part).ToDictionary();
    }
}
