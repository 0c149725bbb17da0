using EmuEdit.Core;

namespace EmuEdit.Http;

/// <summary>The fields of a form or a query by name.</summary>
internal sealed class FieldValues
{
    private readonly Func<string, string?> _get;

    /// <param name="known">Every field there may be.</param>
    /// <param name="get">A field's last value; null where it is not given.</param>
    /// <param name="given">Names of the fields that are given.</param>
    /// <exception cref="InvalidInputException">One of them is not known.</exception>
    public FieldValues(string[] known, Func<string, string?> get, IEnumerable<string> given)
    {
        _get = get;
        if (given.FirstOrDefault(g => !known.Contains(g)) is { } unknown)
            throw new InvalidInputException($"unknown field '{unknown}'", string.Join(", ", known));
    }

    /// <summary>A field as it is given; null where it is not.</summary>
    public string? Text(string name) => _get(name);

    /// <summary>A number; null where it is not given.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public T? Number<T>(string name) where T : struct, ISpanParsable<T> => _get(name) switch
    {
        null => null,
        var text when Numbers.TryParse<T>(text, out var value) => value,
        var text => throw new InvalidInputException($"{name} '{text}'", Numbers.Allowed<T>()),
    };

    /// <summary>A switch; off where it is not given.</summary>
    /// <exception cref="InvalidInputException">It is neither true nor false.</exception>
    public bool Flag(string name) => _get(name) switch
    {
        null or "false" => false,
        "true" => true,
        var text => throw new InvalidInputException($"{name} '{text}'", "true or false"),
    };
}
