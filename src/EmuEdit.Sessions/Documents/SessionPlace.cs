using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Sessions;

/// <summary>Where a session stands among the others, the newest first: by when it was made, then by its id.</summary>
/// <param name="Created">When it was made.</param>
/// <param name="Id">Its id.</param>
public readonly record struct SessionPlace(DateTimeOffset Created, string Id) : IComparable<SessionPlace>
{
    /// <summary>Newer ones come first.</summary>
    public int CompareTo(SessionPlace other) => other.Created.CompareTo(Created) is not 0 and var order ? order : string.CompareOrdinal(Id, other.Id);

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Created.UtcTicks:x}-{Id}");

    /// <summary>Reads a place.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static SessionPlace Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(text.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)
            && ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new(new(ticks, TimeSpan.Zero), SessionId.Check(text[(dash + 1)..]))
            : throw new InvalidInputException("an unknown page of sessions", "the one that the header Link of the page before names");
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
