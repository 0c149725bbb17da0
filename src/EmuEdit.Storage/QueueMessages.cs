using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>Checks that every queue makes.</summary>
public static class QueueMessages
{
    /// <summary>Checks the length of a message, in bytes.</summary>
    /// <exception cref="InvalidInputException">The message is too long.</exception>
    public static void CheckLength(int length)
    {
        if (length > IWorkQueue.MaxLength)
            throw new InvalidInputException(
                $"a message of {length} bytes",
                $"at most {IWorkQueue.MaxLength}",
                "store it as a blob and send its name"
            );
    }

    /// <summary>Checks the time for which to hold a message.</summary>
    /// <exception cref="InvalidInputException">
    /// The time is shorter than <paramref name="least"/>, or longer than <see cref="IWorkQueue.MaxVisibility"/>.
    /// </exception>
    public static void CheckVisibility(TimeSpan visibility, TimeSpan least)
    {
        if (visibility < least || visibility > IWorkQueue.MaxVisibility)
            throw new InvalidInputException($"a message that is hidden for {visibility}", $"{least} to {IWorkQueue.MaxVisibility}");
    }
}
