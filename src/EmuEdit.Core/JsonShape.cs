using System.Text.Json;

namespace EmuEdit.Core;

/// <summary>
/// Describes what a JSON object in snake case may hold, from the type that it is read as. For error
/// messages.
/// </summary>
public static class JsonShape
{
    /// <summary>
    /// Describes what is allowed at the place where reading failed: a number's range, or the
    /// members of an object.
    /// </summary>
    /// <param name="type">Type of the whole object.</param>
    /// <param name="path">The place, in the form of <see cref="JsonException.Path"/>.</param>
    public static string Allowed(Type type, string? path)
    {
        ArgumentNullException.ThrowIfNull(type);
        var members = type.GetProperties()
            .ToDictionary(
                p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name),
                p => Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType
            );
        return path is ['$', '.', .. var name] && members.TryGetValue(name, out var member) && Value(member) is { } value
            ? value
            : "an object of " + string.Join(", ", members.Keys);
    }

    private static string? Value(Type type) =>
        type == typeof(string) ? "a string"
        : type == typeof(byte[]) ? "a file in Base64"
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) ? $"a whole number to {int.MaxValue}"
        : type == typeof(long) || type == typeof(Seed) || type == typeof(float) || type == typeof(double) ? Numbers.Allowed(type)
        : null;
}
