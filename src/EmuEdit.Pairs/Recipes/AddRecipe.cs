namespace EmuEdit.Pairs.Recipes;

/// <summary>An object appears: a removal, swapped (Emu Edit). So it is grounded in a picture where it is.</summary>
internal static class AddRecipe
{
    public static PairRecipe Recipe { get; } = RemoveRecipe.Recipe with { Task = "add", Swapped = true };
}
