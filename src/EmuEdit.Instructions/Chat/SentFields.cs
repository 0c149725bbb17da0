using System.ClientModel;
using System.Collections.Immutable;

namespace EmuEdit.Instructions;

/// <summary>
/// The optional fields of a request that an endpoint takes. Models that reason first refuse a
/// temperature, other servers know the limit of tokens by its old name alone or refuse a seed: what
/// an endpoint names in its refusal is left out from then on.
/// </summary>
/// <param name="Refused">Those that it does not take.</param>
internal sealed record SentFields(ImmutableHashSet<string> Refused)
{
    public const string Temperature = "temperature", TopP = "top_p", Seed = "seed",
        Limit = "max_completion_tokens", OldLimit = "max_tokens", Format = "response_format";

    private static readonly string[] Names = [Temperature, TopP, Seed, Limit, OldLimit, Format];

    // Hosts whose service is known to have a mode that replies with JSON only. Other servers may
    // ignore the field, or stall on it.
    private static readonly string[] s_jsonHosts =
        ["api.openai.com", ".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com"];

    /// <summary>The fields that an endpoint is sent first: all, the mode of JSON only where it is known.</summary>
    public static SentFields For(Uri endpoint) =>
        new(s_jsonHosts.Any(h => endpoint.Host.EndsWith(h, StringComparison.OrdinalIgnoreCase)) ? [] : [Format]);

    /// <summary>The name of the limit of tokens; null where the endpoint takes none.</summary>
    public string? LimitName => Takes(Limit) ? Limit : Takes(OldLimit) ? OldLimit : null;

    public bool Takes(string field) => !Refused.Contains(field);

    /// <summary>
    /// The fields without the one that a refusal is about; null where it is about none that was
    /// sent.
    /// </summary>
    public SentFields? After(ClientResultException refusal)
    {
        if (refusal.Status is not (400 or 422))
            return null;
        var said = $"{refusal.Message} {refusal.GetRawResponse()?.Content}";
        var named = Names.Where(IsSent)
            .Select(name => (name, at: PlaceOf(name, said))).Where(n => n.at >= 0).OrderBy(n => n.at)
            .FirstOrDefault().name;
        return named is null ? null : new(Refused.Add(named));
    }

    private bool IsSent(string field) => Takes(field) && (field is not (Limit or OldLimit) || field == LimitName);

    private static int PlaceOf(string name, string said) => said.IndexOf(name, StringComparison.OrdinalIgnoreCase);
}
