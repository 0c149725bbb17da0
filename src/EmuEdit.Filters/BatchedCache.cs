namespace EmuEdit.Filters;

/// <summary>Caches answers. Each question is asked once, and open questions are asked in batches.</summary>
internal sealed class BatchedCache<TQuestion, TAnswer>(Func<IReadOnlyList<TQuestion>, IReadOnlyList<TAnswer>> ask) where TQuestion : notnull
{
    private readonly Dictionary<TQuestion, TAnswer> _known = [];

    /// <summary>Returns one answer per question, in order.</summary>
    public TAnswer[] Of(IEnumerable<TQuestion> questions)
    {
        var all = questions.ToList();
        var open = all.Where(q => !_known.ContainsKey(q)).Distinct().ToList();
        if (open.Count > 0)
            foreach (var (question, answer) in open.Zip(ask(open)))
                _known[question] = answer;
        return [.. all.Select(q => _known[q])];
    }
}
