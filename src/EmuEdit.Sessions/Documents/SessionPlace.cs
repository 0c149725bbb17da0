using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Sessions;

/// <summary>The place of a session in a list, newest first: by creation time, then by id.</summary>
/// <param name="Created">When the session was created.</param>
/// <param name="Id">The session's id.</param>
public readonly record struct SessionPlace(DateTimeOffset Created, string Id) : IComparable<SessionPlace>
{
    /// <summary>Compares two places. Newer sessions come first.</summary>
    public int CompareTo(SessionPlace other) =>
        other.Created.CompareTo(Created) is not 0 and var order ? order : string.CompareOrdinal(Id, other.Id);

    /// <summary>Returns the place in the form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Created.UtcTicks:x}-{Id}");

    /// <summary>Reads a place.</summary>
    /// <exception cref="InvalidInputException">The text is not a place.</exception>
    public static SessionPlace Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(text.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)
            && ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new(new(ticks, TimeSpan.Zero), SessionId.Check(text[(dash + 1)..]))
            : throw new InvalidInputException("an unknown page of sessions", "the one in the Link header of the previous page");
    }

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <(SessionPlace left, SessionPlace right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >(SessionPlace left, SessionPlace right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <=(SessionPlace left, SessionPlace right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >=(SessionPlace left, SessionPlace right) => left.CompareTo(right) >= 0;
}
