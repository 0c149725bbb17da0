using EmuEdit.Core;
using EmuEdit.Pairs.Recipes;

namespace EmuEdit.Pairs;

/// <summary>The recipes of the sixteen tasks.</summary>
public static class PairRecipes
{
    /// <summary>All recipes, in the order of <see cref="EditTask.All"/>.</summary>
    public static IReadOnlyList<PairRecipe> All { get; } =
    [
        LocalRecipe.Recipe, TextureRecipe.Recipe, AddRecipe.Recipe, RemoveRecipe.Recipe, BackgroundRecipe.Recipe,
        GlobalRecipe.Recipe, StyleRecipe.Recipe, TextRecipe.Recipe,
        DetectRecipe.Recipe, SegmentRecipe.Recipe, ColorRecipe.Recipe,
        DepthRecipe.Recipe, SketchRecipe.Recipe, NormalRecipe.Recipe, PoseRecipe.Recipe, SegmentationMapRecipe.Recipe,
    ];

    /// <summary>Returns the recipe of a task, or a <see cref="LearnedRecipe"/> for a task outside the sixteen.</summary>
    public static PairRecipe Of(EditTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return All.FirstOrDefault(r => r.Task == task.Name) ?? new LearnedRecipe(task.Name);
    }
}
