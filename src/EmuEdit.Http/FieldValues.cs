using EmuEdit.Core;

namespace EmuEdit.Http;

/// <summary>The fields of a form or a query, by name.</summary>
internal sealed class FieldValues
{
    private readonly Func<string, string?> _get;

    /// <param name="known">All known fields.</param>
    /// <param name="get">Returns a field's last value, or null if the field is missing.</param>
    /// <param name="given">The names of the fields in the request.</param>
    /// <exception cref="InvalidInputException">A field in the request is not known.</exception>
    public FieldValues(string[] known, Func<string, string?> get, IEnumerable<string> given)
    {
        _get = get;
        if (given.FirstOrDefault(g => !known.Contains(g)) is { } unknown)
            throw new InvalidInputException($"unknown field '{unknown}'", string.Join(", ", known));
    }

    /// <summary>Returns the text of a field, or null if it is missing.</summary>
    public string? Text(string name) => _get(name);

    /// <summary>Returns a number, or null if the field is missing.</summary>
    /// <exception cref="InvalidInputException">The value is not a number.</exception>
    public T? Number<T>(string name) where T : struct, ISpanParsable<T> => _get(name) switch
    {
        null => null,
        var text when Numbers.TryParse<T>(text, out var value) => value,
        var text => throw new InvalidInputException($"{name} '{text}'", Numbers.Allowed<T>()),
    };

    /// <summary>Returns a text, a number or a switch of a type, or null if the field is missing.</summary>
    /// <exception cref="InvalidInputException">The value is not of the type.</exception>
    public object? Value(string name, Type type) =>
        type == typeof(int) ? Number<int>(name)
        : type == typeof(float) ? Number<float>(name)
        : type == typeof(double) ? Number<double>(name)
        : type == typeof(Seed) ? Number<Seed>(name)
        : type == typeof(bool) ? (Text(name) is null ? null : Flag(name))
        : Text(name);

    /// <summary>Returns a switch, or false if the field is missing.</summary>
    /// <exception cref="InvalidInputException">The value is neither true nor false.</exception>
    public bool Flag(string name) => _get(name) switch
    {
        null or "false" => false,
        "true" => true,
        var text => throw new InvalidInputException($"{name} '{text}'", "true or false"),
    };
}
