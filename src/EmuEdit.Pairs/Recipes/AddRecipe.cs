namespace EmuEdit.Pairs.Recipes;

/// <summary>
/// Adds an object: a removal with input and target swapped (Emu Edit). The object is thus grounded in an image that contains it.
/// </summary>
internal static class AddRecipe
{
    public static PairRecipe Recipe { get; } = RemoveRecipe.Recipe with { Task = "add", Swapped = true };
}
