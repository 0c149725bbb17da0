using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>What every queue refuses.</summary>
public static class QueueMessages
{
    /// <summary>Checks the length of a message, bytes.</summary>
    /// <exception cref="InvalidInputException">It is too long.</exception>
    public static void CheckLength(int length)
    {
        if (length > IWorkQueue.MaxLength)
            throw new InvalidInputException($"a message of {length} bytes", $"at most {IWorkQueue.MaxLength}", "store it as a blob and send its name");
    }

    /// <summary>Checks how long a message is to be kept.</summary>
    /// <exception cref="InvalidInputException">It is shorter than <paramref name="least"/>, or longer than <see cref="IWorkQueue.MaxVisibility"/>.</exception>
    public static void CheckVisibility(TimeSpan visibility, TimeSpan least)
    {
        if (visibility < least || visibility > IWorkQueue.MaxVisibility)
            throw new InvalidInputException($"a message that is kept for {visibility}", $"{least} to {IWorkQueue.MaxVisibility}");
    }
}
